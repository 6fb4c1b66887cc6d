import ModuleKit
import Values

/// Waiting for something on the host.
enum WaitRendering {
    static func wait(_ condition: WaitCondition) -> RenderedStep {
        RenderedStep(Frame(script(condition), needs: [.waiting])) { reply in
            let times = reply.output.text.split(separator: " ").compactMap { Double($0) }
            let seconds = times.count == 2 ? max(0, times[1] - times[0]) : 0
            // 97: its time has passed in vain.
            if reply.status == 97 { return .expired(seconds) }
            return RenderedStep.failure(reply).map { .failed($0) } ?? .waited(seconds)
        }
    }

    private static func script(_ condition: WaitCondition) -> ShellText {
        if case .nothing = condition.subject {
            return "sp_wait \(number(condition.delay + condition.timeout)) 1 0 :"
        }
        let limit = Int(condition.timeout.rounded(.up))
        let brief = max(1, Int(condition.connectTimeout.rounded(.up)))
        let timing: ShellText = "\(number(condition.delay)) \(number(max(0.05, condition.interval))) \(limit)"
        return "sp_brief=\(brief); \(needs(condition))sp_wait \(timing) \(test(condition))"
    }

    private static func needs(_ condition: WaitCondition) -> ShellText {
        switch condition.subject {
        case .greeting: "sp_can_connect; "
        case .port where condition.goal != .drained: "sp_can_connect; "
        default: ""
        }
    }

    private static func number(_ seconds: Double) -> ShellText {
        ShellText(seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)")
    }

    private static func test(_ condition: WaitCondition) -> ShellText {
        let negation: ShellText = condition.goal == .absent ? "sp_not " : ""
        switch condition.subject {
        case .port(_, let port) where condition.goal == .drained:
            return "sp_drained \(port) \(TCPTable.states(condition)) \(TCPTable.peers(condition))"
        case .port(let host, let port): return negation + "sp_connects \(host) \(port)"
        case .path(let path): return negation + "sp_exists \(path)"
        case .text(let pattern, let path): return negation + "sp_contains \(pattern) \(path)"
        case .greeting(let pattern, let host, let port): return negation + "sp_greets \(pattern) \(host) \(port)"
        case .nothing: return ":"
        }
    }
}

/// How the kernel's tables of connections (`/proc/net/tcp`) write states and addresses.
private enum TCPTable {
    private static let codes = [
        "ESTABLISHED": "01", "SYN_SENT": "02", "SYN_RECV": "03", "FIN_WAIT1": "04", "FIN_WAIT2": "05",
        "TIME_WAIT": "06", "CLOSE": "07", "CLOSE_WAIT": "08", "LAST_ACK": "09", "LISTEN": "0A", "CLOSING": "0B",
    ]

    private static let active = ["ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT"]

    static func states(_ condition: WaitCondition) -> String {
        let states = condition.connectionStates.isEmpty ? active : condition.connectionStates
        return states.compactMap { codes[$0] }.joined(separator: " ")
    }

    /// IPv4 addresses, also in the form that sockets of IPv6 see. A host's name has no form in the tables.
    static func peers(_ condition: WaitCondition) -> String {
        condition.ignoredPeers.compactMap { peer -> String? in
            let bytes = peer.split(separator: ".").compactMap { UInt8($0) }
            guard bytes.count == 4 else { return nil }
            let hexadecimal = bytes.reversed().hexadecimal.uppercased()
            return "\(hexadecimal) 0000000000000000FFFF0000\(hexadecimal)"
        }.joined(separator: " ")
    }
}
