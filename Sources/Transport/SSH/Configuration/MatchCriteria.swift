import Controller
import Glibc
import Values

/// The criteria behind `Match`: all have to hold. Source: ssh_config(5).
struct MatchCriteria {
    private let words: [String]
    private let origin: String

    init(_ words: [String], _ origin: String) {
        self.words = words
        self.origin = origin
    }

    /// - Parameter scope: Learns whether a second pass is wanted.
    func hold(_ scope: inout SSHConfig.Scope, _ values: inout SSHConfig.Values) throws(ConnectionError) -> Bool {
        var rest = words[...]
        var allHold = true
        while let word = rest.popFirst() {
            let isNegated = word.hasPrefix("!")
            let attached = word.drop { $0 == "!" }.split(separator: "=", maxSplits: 1).map(String.init)
            let criterion = (attached.first ?? "").lowercased()
            if criterion == "final" { scope.wantsFinalPass = true }
            var argument = ""
            if !Self.withoutArgument.contains(criterion) {
                argument = (attached.count > 1 ? attached[1] : rest.popFirst()) ?? ""
            }
            // A command is only run if all before it holds.
            guard allHold else { continue }
            allHold = try holds(criterion, argument, scope, &values) != isNegated
        }
        return allHold
    }

    private static let withoutArgument: Set<String> = ["all", "final", "canonical"]

    private func holds(
        _ criterion: String, _ argument: String, _ scope: SSHConfig.Scope, _ values: inout SSHConfig.Values
    ) throws(ConnectionError) -> Bool {
        let list = PatternList(argument)
        let tokens = SSHTokens(values, host: scope.host, originalHost: scope.originalHost)
        switch criterion {
        case "all": return true
        case "final", "canonical": return scope.isFinal
        case "host": return list.matches(tokens.host.lowercased())
        case "originalhost": return list.matches(scope.originalHost.lowercased())
        case "user": return list.matches(tokens.user)
        case "localuser": return list.matches(SSHSettings.localUser)
        case "tagged": return list.matches(values["tag"] ?? "")
        case "sessiontype": return list.matches("exec")
        case "exec": return try succeeds(try tokens.expanded(argument, of: "Match exec"))
        default:
            values.note("`Match \(criterion)` (\(origin)) is not supported; the lines below it are ignored")
            return false
        }
    }

    /// Whether the command ends with 0. OpenSSH runs it by the user's own shell, too.
    private func succeeds(_ command: String) throws(ConnectionError) -> Bool {
        let program = ControllerProgram(UserFile.userShell, ["-c", command], timeout: .seconds(60))
        do {
            return try program.run().code == 0
        } catch .timedOut {
            throw .badOptions("the command of `Match exec` (\(origin)) did not finish within 60 seconds: \(command)")
        } catch .cannotStart(let reason) {
            throw .badOptions("the command of `Match exec` (\(origin)) cannot be run: \(reason)")
        } catch {
            return false
        }
    }
}
