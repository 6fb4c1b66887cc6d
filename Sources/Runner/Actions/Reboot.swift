import Connection
import ModuleKit
import Transport
import Values

/// Restarts a host and waits until it is there again.
struct Reboot: Action {
    static let doc = ModuleDoc(
        "reboot", "Restart a host and wait until it is back.", traits: [.reconnects, .endsLookAhead],
        examples: """
            - reboot: { reboot_timeout: 900, msg: A new kernel is installed }
            """)

    @Argument("A command whose output changes with each boot.") var bootTimeCommand: String?
    @Argument("Seconds that one connection attempt may take.") var connectTimeout: Double?
    @Argument("Message to the users of the host.") var msg: String = "Ansible restarts this host"
    @Argument("Seconds from the command until the first check whether the host is back.") var postRebootDelay: Double =
        0
    @Argument("Seconds until the host goes down; rounded down to whole minutes.") var preRebootDelay: Double = 0
    @Argument("The command that restarts the host; the default is `shutdown`, or `reboot` where there is none.")
    var rebootCommand: String?
    @Argument("Seconds for the host to come back, and again for `test_command` to succeed.") var rebootTimeout: Int =
        600
    @Argument("Directories in which to look for the command.")
    var searchPaths: [String] = ["/sbin", "/bin", "/usr/sbin", "/usr/bin", "/usr/local/sbin"]
    @Argument("A command that succeeds when the host is ready.") var testCommand: String = "whoami"

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        guard context.contact.settings.route.options.kind != .local else {
            throw ModuleFailure(
                "a reboot over a local connection would restart the control node itself",
                fields: ["rebooted": false, "elapsed": 0])
        }
        if context.isCheckMode { return ActionResult(fields: ["rebooted": true, "elapsed": 0], changed: true) }
        return try await Rebooting(contact: context.contact, wishes: self).perform()
    }
}

/// One restart of one host.
private struct Rebooting {
    let contact: HostContact
    let wishes: Reboot

    func perform() async throws(ModuleFailure) -> ActionResult {
        do {
            let before = try await boot(contact.run(bootCommand))
            let command = try await command()
            let start = ContinuousClock.now
            if let complaint = await giveOrder(command) { throw refused(complaint) }
            try? await Task.sleep(for: .seconds(max(0, wishes.postRebootDelay)))
            try await waitForStart(after: before, since: start)
            return ActionResult(fields: ["rebooted": true, "elapsed": elapsed(since: start)], changed: true)
        } catch let error as ConnectionError {
            return ActionResult(unreachable: error)
        } catch {
            throw (error as? ModuleFailure) ?? ModuleFailure("\(error)")
        }
    }

    private func refused(_ complaint: String) -> ModuleFailure {
        ModuleFailure("Reboot command failed. \(complaint)", fields: ["rebooted": false, "elapsed": 0])
    }

    private func elapsed(since start: ContinuousClock.Instant) -> Value {
        .int(Int((ContinuousClock.now - start).seconds))
    }

    // Linux gives each start an id; elsewhere the time of the start serves.
    private var bootCommand: Command {
        let usual = """
            cat /proc/sys/kernel/random/boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null || who -b
            """
        return Command(.shell(wishes.bootTimeCommand ?? usual, executable: nil))
    }

    private func boot(_ output: CommandOutput) throws(ModuleFailure) -> String {
        guard output.exitCode == 0 else {
            throw ModuleFailure("the boot time of the host cannot be determined", output: output)
        }
        return output.standardOutput.text.trimmed
    }
}

// The order.
extension Rebooting {
    private func command() async throws -> Command {
        if let written = wishes.rebootCommand {
            let name = String(written.prefix { $0 != " " })
            let rest = written.dropFirst(name.count)
            let path = name.hasPrefix("/") ? name : try await program(among: [name]).path
            return Command(.shell(path + rest, executable: nil))
        }
        let (path, name) = try await program(among: ["shutdown", "reboot"])
        guard name == "shutdown" else { return Command(path) }
        return Command(path, "-r", "+\(Int(max(0, wishes.preRebootDelay)) / 60)", wishes.msg)
    }

    /// The first of the programs that is there.
    private func program(among names: [String]) async throws -> (path: String, name: String) {
        let text = """
            set -f
            for name in $names; do for directory do
                [ ! -x "$directory/$name" ] || { printf '%s %s' "$name" "$directory/$name"; exit; }
            done; done
            """
        var search = Command(.script(text, paths: wishes.searchPaths.map { RemotePath($0) }))
        search.environment = [EnvironmentVariable("names", names.joined(separator: " "))]
        let found = try await contact.run(search).standardOutput.text
        guard let gap = found.firstIndex(of: " ") else {
            let folders = wishes.searchPaths.joined(separator: ", ")
            throw ModuleFailure(
                "cannot find \(names.joined(separator: " or ")) in \(folders)", hint: "set `search_paths`",
                fields: ["rebooted": false])
        }
        return (String(found[found.index(after: gap)...]), String(found[..<gap]))
    }

    /// A host that goes down at once says no more, which is as good as a yes.
    ///
    /// - Returns: Why it does not.
    private func giveOrder(_ command: Command) async -> String? {
        guard let output = try? await contact.run(command), output.exitCode != 0 else { return nil }
        return output.complaint.isEmpty ? "It ended with exit code \(output.exitCode)." : output.complaint
    }
}

// The wait.
extension Rebooting {
    private func waitForStart(after before: String, since start: ContinuousClock.Instant) async throws(ModuleFailure) {
        try await wait(for: "last boot time check", since: start, hasRestarted: false) {
            contact throws(ConnectionError) in
            let output = try await contact.run(bootCommand)
            let now = output.standardOutput.text.trimmed
            return output.exitCode == 0 && !now.isEmpty && now != before ? nil : "the host has not been restarted yet"
        }
        let test = Command(.shell(wishes.testCommand, executable: nil))
        try await wait(for: "post-reboot test command", since: start, hasRestarted: true) {
            contact throws(ConnectionError) in
            let output = try await contact.run(test)
            return output.exitCode == 0 ? nil : output.complaint
        }
    }

    private func wait(
        for what: String, since start: ContinuousClock.Instant, hasRestarted: Bool,
        _ body: (Reconnection) async throws(ConnectionError) -> String?
    ) async throws(ModuleFailure) {
        var reconnection = Reconnection(contact: contact, connectTimeout: wishes.connectTimeout)
        let limit = ContinuousClock.now + .seconds(wishes.rebootTimeout)
        guard await !reconnection.tries(until: limit, pause: { Double(min($0, 5)) }, body) else { return }
        throw ModuleFailure(
            "\(MatchedPhrase.timedOut) \(what) (timeout=\(wishes.rebootTimeout))", hint: reconnection.lastWords,
            fields: ["rebooted": .bool(hasRestarted), "elapsed": elapsed(since: start)])
    }
}
