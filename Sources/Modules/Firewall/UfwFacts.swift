import ModuleKit
import Values

/// What ufw is set to, beside its rules.
struct UfwStatus: Sendable, Hashable {
    var isActive = false
    var logLevel = "off"
    /// `allow`, `deny` or `reject` for `incoming`, `outgoing` and `routed`.
    var policies: [String: String] = [:]
    /// What it says of itself, for people; no part of what is compared.
    var report = ""

    static func == (left: UfwStatus, right: UfwStatus) -> Bool {
        left.isActive == right.isActive && left.logLevel == right.logLevel && left.policies == right.policies
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(isActive)
        hasher.combine(logLevel)
        hasher.combine(policies)
    }
}

/// The rules in their order, each as ufw writes it into its files: `allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in`.
struct UfwRules: Sendable, Hashable {
    var ipv4: [String] = []
    var ipv6: [String] = []

    /// How many numbers they have: the rules that one profile brings share one.
    static func count(_ rules: [String]) -> Int {
        var subjects: [String] = []
        for rule in rules {
            let words = rule.split(separator: " ").map(String.init).filter { !$0.hasPrefix("comment=") }
            let isOfProfile = words.count > 7
            let subject = isOfProfile ? ([words[0], words[3], words[5]] + words[6...]).joined(separator: " ") : rule
            if !isOfProfile || subjects.last != subject { subjects.append(subject) }
        }
        return subjects.count
    }
}

/// What ufw would make of a rule, by its own `--dry-run`.
struct UfwAttempt: Sendable, Hashable {
    /// Why it refuses the rule.
    var complaint: String?
    /// Whether it finds the rule among those that are there.
    var isThere = false
    /// What the rules would be, where it would change the files.
    var ipv4: [String]?
    var ipv6: [String]?

    func rules(from old: UfwRules) -> UfwRules { UfwRules(ipv4: ipv4 ?? old.ipv4, ipv6: ipv6 ?? old.ipv6) }
}

/// What ufw is asked.
enum UfwFacts {
    static let touched: [Footprint] = [.network, .named("firewall"), .named("firewall rules"), .path("/etc/ufw")]

    static let program = Probe<RemotePath?>.program("ufw").map { path throws(ModuleFailure) in
        guard path != nil else { throw ModuleFailure("the host has no ufw", hint: "install the package ufw first") }
    }

    /// Messages are read, so they come in English.
    static func call(_ words: [String]) -> Command {
        Command(.arguments(["ufw"] + words), environment: [EnvironmentVariable("LC_ALL", "C")])
    }

    private static func question(_ script: String) -> Command {
        let path = "PATH=$PATH:/usr/sbin:/sbin\nexport PATH\n"
        return Command(
            .shell(path + script, executable: nil), environment: [EnvironmentVariable("LC_ALL", "C")])
    }

    static let status = HostFact(
        question(
            """
            grep -hE '^(LOGLEVEL|DEFAULT_(INPUT|OUTPUT|FORWARD)_POLICY)=' /etc/ufw/ufw.conf /etc/default/ufw
            ufw status verbose
            """), reads: .named("firewall"), .path("/etc/ufw/ufw.conf"), .path("/etc/default/ufw")
    ) { output throws(ModuleFailure) in
        guard output.exitCode == 0 else {
            throw ModuleFailure("ufw does not tell its state: \(output.complaint)", output: output)
        }
        return UfwStatus(text: output.standardOutput.text)
    }

    static let rules = HostFact(
        question(
            """
            for name in user user6; do
                echo "$name"
                cat "/lib/ufw/$name.rules" "/etc/ufw/$name.rules" "/var/lib/ufw/$name.rules" 2>/dev/null |
                    sed -n 's/^### tuple ### //p'
            done
            """), reads: .named("firewall rules"), .path("/etc/ufw")
    ) { output in
        let lines = output.standardOutput.text.split(separator: "\n").map(String.init)
        return UfwRules(
            ipv4: Array(lines.prefix { $0 != "user6" }.dropFirst()),
            ipv6: Array(lines.drop { $0 != "user6" }.dropFirst()))
    }

    static func trying(_ words: [String]) -> Probe<UfwAttempt> {
        HostFact(call(["--dry-run"] + words), reads: .named("firewall rules"), .path("/etc/ufw")) { output in
            guard output.exitCode == 0 else { return UfwAttempt(complaint: output.complaint) }
            return UfwAttempt(dryRun: output.standardOutput.text)
        }.probe
    }
}

extension UfwStatus {
    fileprivate init(text: String) {
        let words = ["ACCEPT": "allow", "DROP": "deny", "REJECT": "reject"]
        let names = ["INPUT": "incoming", "OUTPUT": "outgoing", "FORWARD": "routed"]
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while let first = lines.first, let sign = first.firstIndex(of: "="), !first.hasPrefix("Status") {
            let value = first[first.index(after: sign)...].filter { $0 != "\"" && $0 != "'" }
            if first.hasPrefix("LOGLEVEL") {
                logLevel = value.lowercased()
            } else if let name = names.first(where: { first.contains("_\($0.key)_") }) {
                policies[name.value] = words[value.uppercased()]
            }
            lines.removeFirst()
        }
        report = lines.joined(separator: "\n").trimmed
        isActive = lines.contains("Status: active")
    }
}

extension UfwAttempt {
    /// It prints the files that it would write; none for a rule that is there.
    fileprivate init(dryRun text: String) {
        isThere = text.contains("existing rule")
        for line in text.split(separator: "\n").map(String.init) {
            if line.hasPrefix(":ufw-user-input") { ipv4 = [] }
            if line.hasPrefix(":ufw6-user-input") { ipv6 = [] }
            guard line.hasPrefix("### tuple ### ") else { continue }
            let rule = String(line.dropFirst(14))
            if ipv6 == nil { ipv4?.append(rule) } else { ipv6?.append(rule) }
        }
    }
}
