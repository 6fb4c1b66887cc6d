import ModuleKit
import Values

/// Manages entries of fstab(5), and what is mounted.
struct Mount: Module {
    enum Goal: String, ArgumentChoice {
        case absent, absentFromFstab = "absent_from_fstab", mounted, present, unmounted, remounted, ephemeral
    }

    static let doc = ModuleDoc(
        "mount", "Manage mounts and their entries in fstab.", collection: "ansible.posix",
        returns: [
            ReturnValue("name", "The mount point."), ReturnValue("boot", "Whether it is mounted at boot."),
            ReturnValue("dump", "The fifth field of the entry."),
            ReturnValue("passno", "The sixth field of the entry."),
            ReturnValue("fstab", "The file with the entry."),
            ReturnValue("opts", "The options.", only: "if they may be shown"),
            ReturnValue("src", "What is mounted.", only: "if given"),
            ReturnValue("fstype", "Kind of the file system.", only: "if given"),
            ReturnValue("backup_file", "Where the old file was kept.", only: "if a backup was made"),
        ],
        differences: "Of the systems with other files than fstab(5), none is supported.",
        examples: """
            - name: Have the orchard's photos at hand
              ansible.posix.mount: { path: /srv/photos, src: "files:/photos", fstype: nfs, opts: ro, state: mounted }
            - mount: { path: /srv/press, src: LABEL=press, fstype: ext4, state: present, passno: "2" }
            - mount: { path: /srv/photos, state: absent }
            - mount: { path: /tmp/cider, src: tmpfs, fstype: tmpfs, opts: size=20m, state: ephemeral }
            """)

    @Argument("The mount point.", aliases: "name") var path: RemotePath
    @Argument("What to mount: a device, a label, a directory, a server's export.") var src: String?
    @Argument("Kind of the file system.") var fstype: String?
    @Argument("Options, separated by commas.") var opts: String?
    @Argument("Hide the options in results.") var optsNoLog: Bool = false
    @Argument("The fifth field of the entry: whether dump(8) saves it.") var dump: String = "0"
    @Argument("The sixth field of the entry: when fsck(8) checks it.") var passno: String = "0"
    @Argument(
        "Whether it should be in fstab, mounted or not; `ephemeral` mounts without fstab, and `absent` also removes the directory."
    ) var state: Goal
    @Argument("Use this file instead of /etc/fstab.") var fstab: RemotePath?
    @Argument("Whether to mount it at boot; if not, `noauto` joins the options.") var boot: Bool = true
    @Argument("Keep a backup of the old fstab.") var backup: Bool = false

    static let rules: [ArgumentRule] = ["mounted", "present", "ephemeral"].flatMap { state in
        ["src", "fstype"].map { ArgumentRule.required($0, when: "state", is: state) }
    }

    func validate() throws(ModuleFailure) {
        for (argument, text) in [("opts", opts ?? ""), ("dump", dump), ("passno", passno), ("fstype", fstype ?? "")]
        where text.contains(where: \.isWhitespace) {
            throw ModuleFailure("`\(argument)` must not contain white space, which separates the fields of fstab")
        }
        guard isPath || [.present, .absentFromFstab, .absent].contains(state) else {
            throw ModuleFailure(
                "`path` must be absolute: \(path)",
                hint: "only entries of fstab may have another, such as `none` for swap space")
        }
    }

    /// Whether the path is a place on the host: that of swap space is a word.
    private var isPath: Bool { path.isExpanded || path.text.hasPrefix("/") }

    var touches: [Footprint] { (isPath ? [.path(path)] : []) + [.path(file), Mounts.footprint] }

    var probe: Probe<MountHost> {
        .all(
            .file(file, FileInterest(follow: true, contentsUpTo: FileInterest.largestEdited)), Mounts.fact.probe,
            .asked(if: isPath) { .file(path, FileInterest(follow: true)) }
        ).map { file, mounts, directory in
            MountHost(
                file: file, fstab: Fstab(file?.contents.map { String(hostBytes: $0) } ?? ""), mounts: mounts,
                point: directory ?? nil)
        }
    }

    func changes(from host: MountHost) throws(ModuleFailure) -> [Change] {
        switch state {
        case .present: return [editing(host, host.fstab.setting(entry))].compactMap(\.self)
        case .absentFromFstab: return [editing(host, host.fstab.removing(path.text, from: src))].compactMap(\.self)
        case .absent:
            return [editing(host, host.fstab.removing(path.text, from: src)), unmounting(host), removing(host)]
                .compactMap(\.self)
        case .unmounted: return [unmounting(host)].compactMap(\.self)
        case .mounted: return try mounted(host)
        case .remounted: return [try remounting(host)]
        case .ephemeral: return try ephemeral(host)
        }
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<MountHost>) -> ModuleFailure? {
        let verb = command.form == .arguments(["umount", path.text]) ? "unmounting" : "mounting"
        return ModuleFailure("\(verb) \(path) failed: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<MountHost>) -> ModuleResult {
        var result: ModuleResult = [
            "name": .string(path.text), "dump": .string(dump), "passno": .string(passno), "boot": .bool(boot),
            "fstab": .string(file.text),
        ]
        if !optsNoLog { result["opts"] = .string(options) }
        if let src { result["src"] = .string(src) }
        if let fstype { result["fstype"] = .string(fstype) }
        if let kept = applied.backups.first { result["backup_file"] = .string(kept.text) }
        return result
    }
}

/// What `mount` must know of the host.
struct MountHost: Sendable {
    var file: RemoteFile?
    var fstab: Fstab
    var mounts: [Mounts.Mount]
    /// What stands at the mount point.
    var point: RemoteFile?
}

/// The entry in fstab.
extension Mount {
    private var file: RemotePath { fstab ?? "/etc/fstab" }

    private var options: String {
        let given = opts ?? "defaults"
        return boot || given.split(separator: ",").contains("noauto") ? given : given + ",noauto"
    }

    private var entry: Fstab.Entry {
        Fstab.Entry(
            source: src ?? "", path: path.text, kind: fstype ?? "", options: options, dump: dump, pass: passno)
    }

    private func editing(_ host: MountHost, _ after: Fstab) -> Change? {
        guard after != host.fstab else { return nil }
        let attributes = FileAttributes(mode: host.file == nil ? 0o644 : nil)
        let target = FileWrite.Target(file, attributes: attributes, backup: backup && host.file != nil)
        let diff = Diff.contents(
            before: host.fstab.text.hostBytes, after: after.text.hostBytes, beforeHeader: file.text,
            afterHeader: file.text)
        return Change(
            "\(path) in \(file)", diff: optsNoLog ? nil : diff,
            steps: [.write(FileWrite(.holding(after.text.hostBytes), to: target))])
    }
}

/// What is mounted.
extension Mount {
    private func mount(in host: MountHost) -> Mounts.Mount? {
        let path = host.point?.path.withoutTrailingSlashes.text ?? path.withoutTrailingSlashes.text
        return host.mounts.last { $0.path == path }
    }

    private func mounted(_ host: MountHost) throws(ModuleFailure) -> [Change] {
        let edit = editing(host, host.fstab.setting(entry))
        var changes = [making(host), edit].compactMap(\.self)
        if mount(in: host) == nil {
            changes.append(mounting(host, source: nil))
        } else if edit != nil {
            changes.append(try remounting(host))
        }
        return changes
    }

    private func ephemeral(_ host: MountHost) throws(ModuleFailure) -> [Change] {
        guard let old = mount(in: host) else { return [making(host), mounting(host, source: src)].compactMap(\.self) }
        guard old.source == src else {
            throw ModuleFailure(
                "\(old.source) is mounted at \(path) already", hint: "unmount it first with state: unmounted")
        }
        let how = ["-t", fstype ?? "", "-o", "remount,\(options)", old.source]
        return [change("remount", how, expecting: host.mounts, before: old, after: old)]
    }

    private func making(_ host: MountHost) -> Change? {
        guard host.point == nil else { return nil }
        return Change(
            "create the directory \(path)",
            diff: .attributes([Diff.Attribute("state", before: "absent", after: "directory")], path: path),
            steps: [.makeDirectory(path.withoutTrailingSlashes, FileAttributes(mode: 0o755))])
    }

    /// - Parameter source: What to mount where fstab is not to tell.
    private func mounting(_ host: MountHost, source: String?) -> Change {
        let how = source.map { ["-t", fstype ?? "", "-o", options, $0] } ?? fromFstab
        let new = Mounts.Mount(source: entry.source, path: path.withoutTrailingSlashes.text)
        return change("mount", how, expecting: host.mounts + [new], before: nil, after: new)
    }

    private func remounting(_ host: MountHost) throws(ModuleFailure) -> Change {
        guard let old = mount(in: host) else {
            throw ModuleFailure("nothing is mounted at \(path)", hint: "use state: mounted")
        }
        let how = fromFstab + ["-o", opts == nil ? "remount" : "remount,\(options)"]
        return change("remount", how, expecting: host.mounts, before: old, after: old)
    }

    private func unmounting(_ host: MountHost) -> Change? {
        guard let old = mount(in: host) else { return nil }
        return Change(
            "unmount \(path)", diff: .setting(path.text, before: old.source, after: nil),
            steps: [.run(Command("umount", path.text))], touches: [.path(path), Mounts.footprint],
            expects: Mounts.fact.becoming(host.mounts.filter { $0 != old }))
    }

    /// Nobody's files go: only an empty directory.
    private func removing(_ host: MountHost) -> Change? {
        guard host.point != nil else { return nil }
        return Change(
            "remove the directory \(path)",
            diff: .attributes([Diff.Attribute("state", before: "directory", after: "absent")], path: path),
            steps: [.run(Command("rmdir", path.text))], touches: [.path(path)],
            expects: [.file(path, FileInterest(follow: true)): .file(nil)])
    }

    private func change(
        _ verb: String, _ how: [String], expecting mounts: [Mounts.Mount], before: Mounts.Mount?, after: Mounts.Mount?
    ) -> Change {
        Change(
            "\(verb) \(path)", diff: .setting(path.text, before: before?.source, after: after?.source),
            steps: [.run(Command(.arguments(["mount"] + how + [path.text])))],
            // What lies below the mount point is another file system's.
            touches: [.path(path), Mounts.footprint], expects: Mounts.fact.becoming(mounts))
    }

    private var fromFstab: [String] { fstab.map { ["-T", $0.text] } ?? [] }
}
