import ModuleKit
import Values

/// Waits until a port, a file or a text is there or is gone, or until time has passed.
struct WaitFor: Module {
    enum Goal: String, ArgumentChoice {
        case started, present, stopped, absent, drained

        var isAbsence: Bool { self == .stopped || self == .absent }
    }

    static let doc = ModuleDoc(
        "wait_for", "Wait for a condition before continuing.", checkMode: .skips,
        returns: [
            ReturnValue("state", "The wanted state."),
            ReturnValue("port", "The port."),
            ReturnValue("path", "The path."),
            ReturnValue("search_regex", "The pattern."),
            ReturnValue("match_groups", "The groups of its match."),
            ReturnValue("match_groupdict", "The named groups of its match."),
            ReturnValue("elapsed", "How many seconds it took."),
        ] + .ofFile,
        differences: """
            `search_regex` is matched line by line by the host's grep, without look-around, flags and \
            back-references; groups that match in a file are returned.
            """,
        examples: """
            - wait_for: { timeout: 45 }
            - wait_for: { port: 8480, delay: 3 }
            - wait_for: { host: 192.0.2.7, port: 8480, state: drained, exclude_hosts: "192.0.2.8,192.0.2.9" }
            - wait_for: { path: /var/log/orchard.log, search_regex: 'pressed (?P<litres>\\d+)' }
            - wait_for: { path: /run/orchard.lock, state: absent, msg: Somebody still works in the orchard }
            - wait_for: { port: 22, host: 192.0.2.7, search_regex: '^SSH-2', timeout: 90 }
            """)

    @Argument("Host name or address.") var host: String = "127.0.0.1"
    @Argument("Port to check.") var port: Int?
    @Argument("Path to check.") var path: RemotePath?
    @Argument("Regular expression that the contents of the file, or the data sent by the port, must match.")
    var searchRegex: String?
    @Argument("The state to wait for.") var state: Goal = .started
    @Argument("Seconds to wait before the first check.") var delay: Double = 0
    @Argument("Seconds before the task fails; without port and path, how long to wait.") var timeout: Double = 300
    @Argument("Seconds between checks.") var sleep: Double = 1
    @Argument("Seconds that one connection attempt may take.") var connectTimeout: Double = 5
    @Argument("Hosts whose connections are ignored for `drained`.") var excludeHosts: [String]?
    @Argument("States of connections that count for `drained`.")
    var activeConnectionStates: [String] = [
        "ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "SYN_RECV", "SYN_SENT", "TIME_WAIT",
    ]
    @Argument("Message to use instead of the usual failure.") var msg: String?

    static let rules: [ArgumentRule] = [
        .exclusive("port", "path"),
        .only("path", when: "state", is: "started", "present", "absent"),
        .only("exclude_hosts", when: "state", is: "drained"),
    ]

    func validate() throws(ModuleFailure) {
        if let port, !(1...65535).contains(port) { throw ModuleFailure("not a port: \(port)") }
        let known = [
            "CLOSE", "CLOSE_WAIT", "CLOSING", "ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "LAST_ACK", "LISTEN", "SYN_RECV",
            "SYN_SENT", "TIME_WAIT",
        ]
        if let other = activeConnectionStates.first(where: { !known.contains($0) }) {
            throw ModuleFailure(
                "`active_connection_states` contains something that is not a connection state: \(other)",
                hint: known.joined(separator: ", "))
        }
        guard !host.hasPrefix("-"), !host.contains(where: \.isWhitespace) else {
            throw ModuleFailure("not a host: \(host)")
        }
        _ = try pattern?.extended()
    }

    /// It changes nothing.
    var touches: [Footprint] { [] }

    var probe: Probe<RemoteFile?> {
        guard let path else { return .known(nil) }
        return .file(path, FileInterest(follow: true, contentsUpTo: searchRegex == nil ? nil : 1 << 20))
    }

    func changes(from file: RemoteFile?) throws(ModuleFailure) -> [Change] {
        if path != nil, delay <= 0, try holds(for: file) { return [] }
        return [Change("wait for \(subjectInWords)", steps: [.wait(try condition())], counts: false)]
    }

    func result(_ applied: Applied<RemoteFile?>) throws(ModuleFailure) -> ModuleResult {
        if applied.isCheckMode, !applied.changes.isEmpty { return CommandReport.leftOut }
        var elapsed = 0.0
        if case .waited(let seconds)? = applied.outcomes.first { elapsed = seconds }
        if case .expired(let seconds)? = applied.outcomes.first {
            throw ModuleFailure(msg ?? expiryMessage, fields: ["elapsed": .int(Int(seconds))])
        }
        let file = applied.after ?? nil
        let (groups, names) = try groups(in: file)
        var result: ModuleResult = [
            "state": .string(state.rawValue), "port": port.map(Value.int) ?? .null,
            "path": path.map { .string($0.text) } ?? .null, "search_regex": searchRegex.map(Value.string) ?? .null,
            "match_groups": .list(groups), "match_groupdict": .map(names), "elapsed": .int(Int(elapsed)),
        ]
        if let file { result.merge(file.report) }
        return result
    }
}

extension WaitFor {
    private var pattern: SearchPattern? {
        get throws(ModuleFailure) { try searchRegex.map { text throws(ModuleFailure) in try SearchPattern(text) } }
    }

    /// Whether what the file shows is what is waited for already.
    private func holds(for file: RemoteFile?) throws(ModuleFailure) -> Bool {
        guard let pattern = try pattern else { return (file == nil) == state.isAbsence }
        guard let file else { return state.isAbsence }
        guard let contents = file.contents else { return false }
        return (pattern.firstMatch(in: String(hostBytes: contents)) == nil) == state.isAbsence
    }

    private func condition() throws(ModuleFailure) -> WaitCondition {
        let goal: WaitCondition.Goal = state == .drained ? .drained : state.isAbsence ? .absent : .present
        return WaitCondition(
            try subject(), goal: goal, delay: delay, interval: sleep, timeout: timeout, connectTimeout: connectTimeout,
            ignoredPeers: excludeHosts ?? [], connectionStates: state == .drained ? activeConnectionStates : [])
    }

    private func subject() throws(ModuleFailure) -> WaitCondition.Subject {
        let pattern = try pattern?.extended()
        if let port {
            return pattern.map { .greeting($0, host: host, port: port) } ?? .port(host: host, port: port)
        }
        guard let path else { return .nothing }
        return pattern.map { .text($0, in: path) } ?? .path(path)
    }

    private var subjectInWords: String {
        if let port { return "\(host):\(port)" }
        return path?.text ?? "\(timeout) s"
    }

    private var expiryMessage: String {
        switch (port, path) {
        case (_?, _) where state == .drained: "\(MatchedPhrase.timeout) \(subjectInWords): there are still connections"
        case (_?, _) where state.isAbsence: "\(MatchedPhrase.timeout) \(subjectInWords): it still accepts connections"
        case (_?, _) where searchRegex != nil:
            "\(MatchedPhrase.timeout) \(searchRegex ?? "") in \(subjectInWords)"
        case (_?, _): "\(MatchedPhrase.timeout) \(subjectInWords)"
        case (_, _?) where state.isAbsence: "\(MatchedPhrase.timeout) \(subjectInWords): it still exists"
        case (_, _?) where searchRegex != nil:
            "\(MatchedPhrase.timeout) \(searchRegex ?? "") in \(subjectInWords)"
        default: "\(MatchedPhrase.timeout) \(subjectInWords)"
        }
    }

    private func groups(in file: RemoteFile?) throws(ModuleFailure) -> (groups: [Value], names: Mapping) {
        guard let pattern = try pattern, let contents = file?.contents,
            let match = pattern.firstMatch(in: String(hostBytes: contents)), pattern.groupCount > 0
        else { return ([], [:]) }
        let groups = (1...pattern.groupCount).map { match.text($0).map(Value.string) ?? .null }
        let names = pattern.groupNames.sorted { $0.value < $1.value }.map { ($0.key, groups[$0.value - 1]) }
        return (groups, Mapping(names))
    }
}
