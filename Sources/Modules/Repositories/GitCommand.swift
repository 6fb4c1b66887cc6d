import ModuleKit
import Values

/// Builds calls of git(1).
struct GitCommand: Sendable {
    private let program: String
    private let environment: [EnvironmentVariable]
    private let umask: UInt16?
    private let directory: RemotePath?

    init(_ git: Git) throws(ModuleFailure) {
        program = git.executable?.text ?? "git"
        directory = git.dest
        umask = try Self.umask(git.umask)
        environment = [
            EnvironmentVariable("LC_ALL", "C"), EnvironmentVariable("GIT_TERMINAL_PROMPT", "0"),
            // A question such as `git status` would write what it found out to the index.
            EnvironmentVariable("GIT_OPTIONAL_LOCKS", "0"),
            EnvironmentVariable("GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh:ftp:ftps"),
            EnvironmentVariable("GIT_SSH_COMMAND", Self.ssh(git)),
        ]
    }

    /// A call in the checkout.
    func callAsFunction(_ arguments: String...) -> Command { inside(arguments) }

    func inside(_ arguments: [String]) -> Command {
        outside((directory.map { ["-C", $0.text] } ?? []) + arguments)
    }

    /// A call from anywhere.
    func outside(_ arguments: [String]) -> Command {
        Command(.arguments([program] + arguments), environment: environment, umask: umask)
    }

    /// A fixed script that calls git by `"$@"`.
    func script(_ text: String, _ parameters: [String], call: [String]) -> Command {
        var command = inside(call)
        guard case .arguments(let words) = command.form else { return command }
        command.form = .arguments(["/bin/sh", "-c", text, "sh"] + parameters + words)
        return command
    }

    /// git hands this text to a shell.
    private static func ssh(_ git: Git) -> String {
        var words = ["ssh", "-o BatchMode=yes"]
        if git.acceptHostkey { words.append("-o StrictHostKeyChecking=no") }
        if git.acceptNewhostkey, !git.acceptHostkey { words.append("-o StrictHostKeyChecking=accept-new") }
        if let options = git.sshOpts { words.append(options) }
        if let key = git.keyFile {
            words.append("-i '\(key.text.replacingScalars("'", with: #"'\''"#))' -o IdentitiesOnly=yes")
        }
        return words.joined(separator: " ")
    }

    private static func umask(_ value: Value?) throws(ModuleFailure) -> UInt16? {
        switch value {
        case nil, .null?: return nil
        case .int(let mask)? where (0...0o777).contains(mask): return UInt16(mask)
        case .string(let text)?:
            if let mask = UInt16(text, radix: 8), mask <= 0o777 { return mask }
            fallthrough
        default: throw ModuleFailure("not a umask: write it as octal digits", hint: "for example umask: \"0022\"")
        }
    }
}
