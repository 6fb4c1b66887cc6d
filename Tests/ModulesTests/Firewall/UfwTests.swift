import ModuleKit
import Testing
import Values

@testable import Modules

@Suite struct UfwTests {
    private static let settings = """
        LOGLEVEL=low
        DEFAULT_INPUT_POLICY="DROP"
        DEFAULT_OUTPUT_POLICY="ACCEPT"
        DEFAULT_FORWARD_POLICY="DROP"

        """
    private static let rules = ["allow any 22 0.0.0.0/0 any 0.0.0.0/0 in", "allow any 22 ::/0 any ::/0 in"]

    private func trial(_ arguments: String, attempt: CommandOutput = .saying(""), isActive: Bool = true) throws -> Trial
    {
        try Trial(Ufw.self, arguments, [.program("ufw"): .program("/usr/sbin/ufw")]) { line in
            if line.contains("--dry-run") { return attempt }
            if line.contains("status verbose") {
                return .saying(Self.settings + "Status: \(isActive ? "active" : "inactive")\n")
            }
            return .saying("user\n\(Self.rules[0])\nuser6\n\(Self.rules[1])\n")
        }
    }

    @Test(
        "state, policies and logging are set where they differ",
        arguments: [
            ("state: enabled", true, []), ("state: enabled", false, ["ufw -f enable"]), ("state: disabled", false, []),
            ("state: disabled", true, ["ufw -f disable"]), ("state: reloaded", true, ["ufw -f reload"]),
            ("state: reset", true, ["ufw -f reset"]), ("default: deny", true, []),
            ("policy: reject", true, ["ufw default reject incoming"]),
            ("default: allow, direction: outgoing", false, []),
            ("default: allow, direction: routed", true, ["ufw default allow routed"]),
            ("logging: 'on'", true, []), ("logging: low", false, []), ("logging: full", true, ["ufw logging full"]),
            ("logging: 'off', state: disabled", true, ["ufw -f disable", "ufw logging off"]),
        ])
    func settings(arguments: String, isActive: Bool, commands: [String]) throws {
        #expect(try trial("{\(arguments)}", isActive: isActive).commands == commands)
    }

    @Test(
        "a rule is written in the words of ufw",
        arguments: [
            ("{rule: allow, port: '80', proto: tcp}", "allow from any to any port 80 proto tcp"),
            ("{rule: allow, name: OpenSSH, comment: a b}", "allow from any to any app OpenSSH comment a b"),
            ("{rule: deny, src: 10.0.0.0/8, from_port: '1', insert: 1}", "insert 1 deny from 10.0.0.0/8 port 1 to any"),
            ("{rule: allow, delete: true, insert: 3, port: '1'}", "delete allow from any to any port 1"),
            (
                "{rule: allow, route: true, interface_in: a, interface_out: b, log: true}",
                "route allow in on a out on b log from any to any"
            ),
            ("{rule: limit, direction: in, if: eth0}", "limit in on eth0 from any to any"),
            ("{rule: allow, insert: 0, insert_relative_to: first-ipv4}", "insert 1 allow from any to any"),
            ("{rule: allow, insert: 0, insert_relative_to: first-ipv6}", "insert 2 allow from any to any"),
            ("{rule: allow, insert: -1, insert_relative_to: last-ipv6}", "insert 1 allow from any to any"),
            ("{rule: allow, insert: 1, insert_relative_to: last-ipv6}", "allow from any to any"),
        ])
    func rule(arguments: String, words: String) throws {
        let dry = CommandOutput.saying(":ufw-user-input - [0:0]\n### tuple ### deny any 1 0.0.0.0/0 any 0.0.0.0/0 in\n")
        #expect(try trial(arguments, attempt: dry).commands == ["ufw \(words)"])
    }

    @Test(
        "a rule changes something if its rules would be others",
        arguments: [
            ("Skipping adding existing rule\nSkipping adding existing rule (v6)\n", false),
            (
                ":ufw-user-input - [0:0]\n### tuple ### \(rules[0])\n:ufw6-user-input - [0:0]\n### tuple ### \(rules[1])\n",
                false
            ),
            (":ufw6-user-input - [0:0]\n### tuple ### \(rules[1])\n### tuple ### deny any 1 ::/0 any ::/0 in\n", true),
            (":ufw-user-input - [0:0]\n:ufw6-user-input - [0:0]\n", true),
        ])
    func attempt(output: String, changes: Bool) throws {
        #expect(try trial("{rule: allow, port: '22'}", attempt: .saying(output)).changed == changes)
    }

    @Test(
        "wrong arguments and hosts without ufw are refused",
        arguments: [
            ("{}", "one of the following is required"),
            ("{default: deny, direction: in}", "`direction` must be incoming"),
            ("{rule: allow, direction: incoming}", "`direction` must be in or out"),
            ("{rule: allow, interface_in: a, interface_out: b}", "only rules with `route: true`"),
            ("{rule: allow, interface: eth0}", "needs `direction`"), ("{state: enabled}", "the host has no ufw"),
        ])
    func refused(arguments: String, message: String) {
        let failure = Trial.failure(Ufw.self, arguments)
        #expect(failure?.contains(message) == true, "\(failure ?? "none")")
    }

    @Test func `what ufw refuses fails the task`() {
        #expect {
            try trial(
                "{rule: allow, insert: 9}", attempt: .saying("", exitCode: 1, errors: "ERROR: Invalid position '9'"))
        } throws: { ($0 as? ModuleFailure)?.message == "ufw refuses the rule: ERROR: Invalid position '9'" }
    }

    @Test func `the rules of one profile have one number`() {
        let rules = [
            "allow udp 137,138 0.0.0.0/0 any 0.0.0.0/0 Samba - in",
            "allow tcp 139,445 0.0.0.0/0 any 0.0.0.0/0 Samba - in",
            "allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in comment=78",
        ]
        #expect(UfwRules.count(rules) == 2)
    }
}
