import ModuleKit
import Values

/// Tells which services a host has, as facts.
struct ServiceFacts: Module {
    static let doc = ModuleDoc(
        "service_facts", "List the services of a host as facts.",
        traits: [.bringsFacts, .bringsFactsOfAnyName],
        returns: [ReturnValue("ansible_facts", "`services`, with name, state, status and source of each.")],
        differences: """
            Lists the services of systemd and scripts in init.d.
            """,
        examples: """
            - name: Put the services into ansible_facts.services
              service_facts:
            """)

    /// It changes nothing.
    var touches: [Footprint] { [] }

    var facts: [String] { ["services"] }

    var probe: Probe<CommandOutput> {
        .command(
            Command(.script(Self.question, paths: [Self.scripts, Self.systemd])), reading: [.services] + Self.folders)
    }

    func changes(from output: CommandOutput) -> [Change] { [] }

    func result(_ applied: Applied<CommandOutput>) throws(ModuleFailure) -> ModuleResult {
        let output = applied.before
        guard output.exitCode == 0 else {
            throw ModuleFailure("the services cannot be listed: \(output.complaint)", output: output)
        }
        var list = ServiceList()
        for line in output.standardOutput.text.split(separator: "\n") { list.take(line) }
        return ModuleResult(facts: ["services": .map(list.services)])
    }

    private static let scripts = RemotePath("/etc/init.d")
    private static let systemd = RemotePath("/run/systemd/system")
    /// Where scripts and units lie.
    private static let folders = [
        scripts, systemd, RemotePath("/etc/systemd/system"), RemotePath("/usr/lib/systemd/system"),
    ].map(Footprint.path)

    /// Each line begins with a letter for what it is: `i` of an init script, `u` of a loaded unit, `f` of a unit's file,
    /// `a` of a unit that is another name.
    private static let question = """
        export LC_ALL=C PATH="$PATH:/sbin:/usr/sbin:/usr/local/sbin"
        if command -v service >/dev/null && [ -d "$1" ]; then
            service --status-all 2>&1 | sed 's/^/i /'
        fi
        [ -d "$2" ] && command -v systemctl >/dev/null || exit 0
        systemctl list-units --no-pager --no-legend --plain --type service --all | sed 's/^/u /'
        systemctl list-unit-files --no-pager --no-legend --type service --all | while read -r unit status rest; do
            printf 'f %s %s\\n' "$unit" "$status"
            [ "$status" != alias ] || printf 'a %s %s\\n' "$unit" "$(systemctl show "$unit" --property=ActiveState)"
        done
        """
}

/// The services of a host by their names, made of the lines that the host prints.
struct ServiceList {
    private(set) var services: Mapping = [:]

    /// What a unit is rather than enabled or disabled.
    private static let badStates: Set<Substring> = ["not-found", "masked", "failed"]

    mutating func take(_ line: Substring) {
        let words = line.dropFirst(2).split(whereSeparator: \.isWhitespace)
        switch line.first {
        case "i": takeScript(words)
        case "u": takeUnit(words)
        case "f": takeFile(words)
        case "a": takeAlias(words)
        default: break
        }
    }

    /// `[ + ]  cron`; a `?` is said of what cannot tell.
    private mutating func takeScript(_ words: [Substring]) {
        guard words.count == 4, words[0] == "[", words[2] == "]", words[1] == "+" || words[1] == "-" else { return }
        let name = String(words[3])
        services[name] = [
            "name": .string(name), "state": .string(words[1] == "+" ? "running" : "stopped"), "source": "sysv",
        ]
    }

    /// `cron.service loaded active running Regular background …`, with a dot before it where something is wrong.
    private mutating func takeUnit(_ words: [Substring]) {
        let words = words.first == "\u{25CF}" || words.first == "*" ? Array(words.dropFirst()) : words
        guard words.count >= 4 else { return }
        let bad = words[1...3].first(where: Self.badStates.contains)
        let isRunning = words[3] == "running"
        services[String(words[0])] = unit(
            words[0], state: isRunning ? "running" : "stopped", status: String(bad ?? words[2]))
    }

    private mutating func takeFile(_ words: [Substring]) {
        guard words.count >= 2 else { return }
        let name = String(words[0])
        guard var known = services[name]?.map else {
            // A template has no state before it has an instance.
            let state = name.contains("@.") ? "unknown" : "inactive"
            services[name] = unit(words[0], state: state, status: String(words[1]))
            return
        }
        if let status = known["status"]?.text, Self.badStates.contains(status[...]) { return }
        known["status"] = .string(String(words[1]))
        services[name] = .map(known)
    }

    private mutating func takeAlias(_ words: [Substring]) {
        guard words.count == 2, var known = services[String(words[0])]?.map, known["status"] == "alias",
            known["state"] == "inactive"
        else { return }
        known["state"] = .string(String(words[1].replacing("ActiveState=", with: "")))
        services[String(words[0])] = .map(known)
    }

    private func unit(_ name: Substring, state: String, status: String) -> Value {
        [
            "name": .string(String(name)), "state": .string(state), "status": .string(status), "source": "systemd",
        ]
    }
}
