import Connection
import Controller
import ModuleKit
import Transport
import Values

/// Copies trees between the control node and a host with rsync.
struct Synchronize: Action {
    enum Mode: String, ArgumentChoice {
        case pull, push
    }

    static let doc = ModuleDoc(
        "synchronize", "Copy trees with rsync.", collection: "ansible.posix", traits: [.hasArgumentSpec],
        ignored: [
            "use_ssh_args": "the arguments of ssh always hold",
            "verify_host": "the host's key is checked as for its connection",
        ],
        returns: [
            ReturnValue("cmd", "The call of rsync."), ReturnValue("msg", "What changed, a line for each file."),
            ReturnValue("stdout_lines", "The same as lines."), ReturnValue("rc", "The exit code."),
        ],
        differences: """
            `rsync` and `ssh` of the control node do the work, with the host's address, user, port, keys and arguments of ssh; \
            passwords are not supported. With `delegate_to: "{{ inventory_hostname }}"` the host copies within itself. Other \
            delegates are not supported.
            """,
        examples: """
            - name: Bring the photos of the orchard
              ansible.posix.synchronize: { src: photos/, dest: /srv/photos, delete: true, rsync_opts: ["--exclude=.thumbs"] }
            - synchronize: { mode: pull, src: /var/log/press/, dest: /var/backups/press, compress: false }
            - synchronize: { src: /srv/new/, dest: /srv/shop/, checksum: true, times: false }
            """)

    @Argument("Keep links, permissions, times, owner and group, and go into directories.") var archive: Bool = true
    @Argument("Compare files by their digests.") var checksum: Bool = false
    @Argument("Send files compressed.") var compress: Bool = true
    @Argument("Copy what links lead to.") var copyLinks: Bool = false
    @Argument("Put files into their place at the end.") var delayUpdates: Bool = true
    @Argument("Remove from `dest` what `src` has not.") var delete: Bool = false
    @Argument("Where to.") var dest: String
    @Argument("The port of ssh, if it is not that of the host's connection.") var destPort: Int?
    @Argument("Copy directories without what is in them.") var dirs: Bool = false
    @Argument("Make no new files.") var existingOnly: Bool = false
    @Argument("Keep groups; as `archive` if not given.") var group: Bool?
    @Argument("Directories of the receiver whose files are linked instead of copied.") var linkDest: [String] = []
    @Argument("Copy links as links; as `archive` if not given.") var links: Bool?
    @Argument("Whether the host receives or sends.") var mode: Mode = .push
    @Argument("Keep owners; as `archive` if not given.") var owner: Bool?
    @Argument("Keep what has come of a file when it breaks off.") var partial: Bool = false
    @Argument("Keep permissions; as `archive` if not given.") var perms: Bool?
    @Argument("The key of ssh, instead of those of the host's connection.") var privateKey: String?
    @Argument("Go into directories; as `archive` if not given.") var recursive: Bool?
    @Argument("Further options for rsync.") var rsyncOpts: [String] = []
    @Argument("The program on the host.") var rsyncPath: String?
    @Argument("Seconds without a byte until rsync gives up.") var rsyncTimeout: Int = 0
    @Argument("Name the user of the host to ssh.") var setRemoteUser: Bool = true
    @Argument("Where from.") var src: String
    @Argument("Share a connection of ssh.") var sshConnectionMultiplexing: Bool = false
    @Argument("Keep times; as `archive` if not given.") var times: Bool?
    @Argument("Give ssh the arguments of the settings.") var useSshArgs: Bool = false
    @Argument("Check the host's key.") var verifyHost: Bool = false

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        guard !delete || goesDown || dirs else { throw ModuleFailure("`delete` needs `recursive` or `dirs`") }
        let settings = context.contact.settings
        let flags = options + (context.isCheckMode ? ["--dry-run"] : [])
        guard settings.delegate == nil else {
            throw ModuleFailure(
                "`synchronize` cannot be delegated to another host",
                hint: "leave out `delegate_to`, or name the host itself")
        }
        if settings.namesItself || settings.route.options.kind == .local {
            return try await within(context, ["rsync"] + flags + paths(context, remote: nil))
        }
        return try await across(context, flags)
    }
}

/// The call.
extension Synchronize {
    private static let mark = "<<CHANGED>>"

    private var goesDown: Bool { recursive ?? archive }

    var options: [String] {
        let flags: [(Bool, String)] = [
            (delayUpdates, "--delay-updates"), (true, "-F"), (compress, "--compress"), (partial, "--partial"),
            (archive, "--archive"), (checksum, "--checksum"), (copyLinks, "--copy-links"),
            (delete, "--delete-after"), (dirs, "--dirs"), (existingOnly, "--existing"),
        ]
        // What differs from what `archive` means.
        let parts: [(Bool?, String)] = [
            (recursive, "recursive"), (links, "links"), (perms, "perms"), (times, "times"), (owner, "owner"),
            (group, "group"),
        ]
        let others = parts.compactMap { flag, name -> String? in
            guard let flag, flag != archive else { return nil }
            return flag ? "--\(name)" : "--no-\(name)"
        }
        return flags.filter(\.0).map(\.1) + others + (rsyncTimeout > 0 ? ["--timeout=\(rsyncTimeout)"] : [])
            + linkDest.map { "--link-dest=\($0)" } + rsyncOpts + ["--out-format=\(Self.mark)%i %n%L"]
    }

    /// Source and destination.
    ///
    /// - Parameter remote: What stands before paths of the host; `nil` if both are on one machine.
    private func paths(_ context: ActionContext, remote: String?) throws(ModuleFailure) -> [String] {
        guard let remote else { return ["--", src, dest] }
        switch mode {
        case .push:
            let found = try context.files.path(of: src)
            let slash = src.hasSuffix("/") && !found.hasSuffix("/") ? "/" : ""
            return ["--", found + slash, remote + dest]
        case .pull: return ["--", remote + src, context.files.path(inPlay: dest)]
        }
    }

    /// On the host itself.
    private func within(_ context: ActionContext, _ words: [String]) async throws(ModuleFailure) -> ActionResult {
        do {
            let output = try await context.contact.run(Command(.arguments(words)))
            return try result(
                words, code: output.exitCode, output.standardOutput.text, errors: output.standardError.text)
        } catch let error as ConnectionError {
            return ActionResult(unreachable: error)
        } catch {
            throw (error as? ModuleFailure) ?? ModuleFailure("\(error)")
        }
    }

    /// Between the control node and the host.
    private func across(_ context: ActionContext, _ flags: [String]) async throws(ModuleFailure) -> ActionResult {
        guard let rsync = ControllerProgram.find("rsync") else {
            throw ModuleFailure("the control node has no rsync", hint: "install the package rsync there")
        }
        let route = context.contact.settings.route
        let shell = try ssh(route.options)
        var words = flags + ["--rsh=\(shell.map(Shlex.quote).joined(separator: " "))"]
        let elevated = rsyncPath == nil ? try programAs(route) : nil
        if let program = rsyncPath ?? elevated { words.append("--rsync-path=\(program)") }
        let user = setRemoteUser ? route.options.user.map { "\($0)@" } ?? "" : ""
        let address = route.options.address.contains(":") ? "[\(route.options.address)]" : route.options.address
        words += try paths(context, remote: "\(user)\(address):")
        let program = ControllerProgram(rsync, words, timeout: .seconds(86_400))
        let outcome = await OwnThread.run { Result { () throws(ControllerProgram.Failure) in try program.run() } }
        switch outcome {
        case .success(let outcome):
            return try result(
                ["rsync"] + words, code: Int(outcome.code), String(hostBytes: outcome.output),
                errors: String(hostBytes: outcome.errors))
        case .failure: throw ModuleFailure("rsync could not be run on the control node")
        }
    }

    /// As another user, if sudo asks no password.
    private func programAs(_ route: Route) throws(ModuleFailure) -> String? {
        guard let become = route.become else { return nil }
        guard become.method == .sudo, become.password == nil else {
            throw ModuleFailure(
                "rsync becomes another user only by sudo without a password",
                hint: "set `rsync_path`, or `become: false`")
        }
        return "sudo -n -u \(Shlex.quote(become.user)) rsync"
    }

    func ssh(_ options: ConnectionOptions) throws(ModuleFailure) -> [String] {
        guard options.password == nil, options.privateKeyPassphrase == nil else {
            throw ModuleFailure("rsync's ssh cannot be given a password", hint: "use a key, or an agent")
        }
        let checking: [String] =
            switch options.hostKeyChecking {
            case .off: ["-o", "StrictHostKeyChecking=no"]
            case .acceptNew: ["-o", "StrictHostKeyChecking=accept-new"]
            case .strict: ["-o", "StrictHostKeyChecking=yes"]
            case nil: []
            }
        let known = options.knownHostsFiles.map { ["-o", "UserKnownHostsFile=\($0.joined(separator: " "))"] } ?? []
        let sharing = sshConnectionMultiplexing ? [] : ["-S", "none"]
        let keys = privateKey.map { [$0] } ?? options.privateKeyFiles
        return ["ssh", "-o", "BatchMode=yes"] + sharing + ((destPort ?? options.port).map { ["-p", String($0)] } ?? [])
            + keys.flatMap { ["-i", $0] } + checking + known
            + options.sshArguments.flatMap { Shlex($0).texts }
    }

    private func result(_ words: [String], code: Int, _ output: String, errors: String) throws(ModuleFailure)
        -> ActionResult
    {
        let lines = Python.lines(output).filter { !$0.isEmpty }
        let shown = lines.map { $0.replacing(Self.mark, with: "") }
        var fields: Mapping = [
            "cmd": .string(words.map(Shlex.quote).joined(separator: " ")), "rc": .int(code),
            "msg": .string(shown.joined(separator: "\n")), "stdout": .string(shown.joined(separator: "\n")),
            "stdout_lines": .list(shown.map(Value.string)), "stderr": .string(errors),
        ]
        guard code == 0 else {
            fields.removeValue(forKey: "msg")
            throw ModuleFailure("rsync failed: \(errors.trimmed)", fields: fields)
        }
        return ActionResult(fields: fields, changed: lines.contains { $0.contains(Self.mark) })
    }
}
