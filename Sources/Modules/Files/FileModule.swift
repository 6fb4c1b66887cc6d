import ModuleKit
import Values

/// Makes, changes and removes files, directories and links, without regard to contents.
struct FileModule: SettingFileAttributes {
    static let doc = ModuleDoc(
        "file", "Create, change and remove files, directories and links.", diffs: .always,
        refused: FileAttributeArguments.refused,
        ignored: ["_diff_peek": "only actions of Ansible itself set it"],
        returns: [
            ReturnValue("path", "The path.", only: "for files, directories and `absent`"),
            ReturnValue("dest", "The path.", only: "for links and `touch`"),
            ReturnValue("src", "What a link leads to.", only: "for links"),
        ] + .ofFile,
        differences: """
            With `recurse`, links inside the directory are never followed. `/` and equivalent paths are refused for
            `state: absent` and `recurse`.
            """,
        examples: """
            - file: { path: /etc/orchard.conf, owner: orchard, group: orchard, mode: "0640" }
            - file: { src: releases/7, dest: /srv/orchard/current, state: link }
            - file: { path: /srv/orchard/open, state: touch, mode: "u=rw,go=r" }
            - file: { path: /srv/orchard/store, state: directory, recurse: true, owner: orchard }
            - file: { path: /srv/orchard/releases/3, state: absent }
            """)

    enum Wanted: String, ArgumentChoice {
        case absent, directory, file, hard, link, touch
    }

    @Argument("Path to manage.", aliases: "dest", "name") var path: RemotePath
    @Argument("The state to bring about; by default whatever is there now, or else a file.") var state: Wanted?
    @Argument("The target of the link; a relative one is relative to the link.") var src: RemotePath?
    @Argument("Whether a link at `path` is followed.") var follow: Bool = true
    @Argument("Whether a link may replace a file or an empty directory, or point to something that does not exist.")
    var force: Bool = false
    @Argument("Whether owner, group and mode are also set on everything inside a directory.") var recurse: Bool = false
    @Argument("Modification time: `preserve`, `now`, or a time in the given format.") var modificationTime: String?
    @Argument("Format of `modification_time`, as for strftime.") var modificationTimeFormat: String =
        "%Y%m%d%H%M.%S"
    @Argument("Access time: `preserve`, `now`, or a time in the given format.") var accessTime: String?
    @Argument("Format of `access_time`, as for strftime.") var accessTimeFormat: String = "%Y%m%d%H%M.%S"
    @Argument("For Ansible's own use.", name: "_diff_peek") var diffPeek: String?
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [
        .only("src", when: "state", is: "link", "hard", saying: "\(MatchedPhrase.sourceNeedsState) link or hard"),
        .required("src", when: "state", is: "hard", saying: "\(MatchedPhrase.linkWithoutSource) hardlinks"),
    ]

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        if recurse, let state, state != .directory { throw ModuleFailure("`recurse` requires `state: directory`") }
        if state == .absent { try path.refuseDisaster("remove") }
        if recurse { try path.refuseDisaster("change everything inside") }
        _ = try (written(accessTime, accessTimeFormat), written(modificationTime, modificationTimeFormat))
    }

    func changes(from state: State) throws(ModuleFailure) -> [Change] {
        switch effectiveState(state) {
        case .absent: removal(state)
        case .directory: try directory(state)
        case .file: try existing(state)
        case .touch: try touched(state)
        case .link: try symbolicLink(state)
        case .hard: try hardLink(state)
        }
    }

    func result(_ applied: Applied<State>) -> ModuleResult {
        let wanted = effectiveState(applied.before)
        let key = [.touch, .hard, .link].contains(wanted) ? "dest" : "path"
        let shown = shownPath(applied.before)
        let entry = applied.after?.entry ?? applied.before.entry
        var keys: ModuleResult = [key: .string(shown == plain ? entry?.path.text ?? shown.text : shown.text)]
        if wanted == .absent { return keys.merging(["state": "absent"]) }
        if let source = wanted == .link ? linkTarget(applied.before) : src?.text { keys["src"] = .string(source) }
        if let after = applied.after { keys.merge((shown == plain ? after.entry : after.followed).report) }
        return keys
    }

    /// Without `state`, what is there stays what it is.
    func effectiveState(_ found: State) -> Wanted {
        if let state { return state }
        guard let entry = found.entry else { return recurse ? .directory : .file }
        return Wanted(rawValue: entry.stateWord) ?? .file
    }

    var plain: RemotePath { path.withoutTrailingSlashes }

    /// The path reported: behind a link for states that work on what it leads to.
    private func shownPath(_ found: State) -> RemotePath {
        guard [.file, .directory].contains(effectiveState(found)) else { return plain }
        return subject(found).path
    }

    func written(_ text: String?, _ format: String) throws(ModuleFailure) -> WrittenTime {
        guard let text else { return state == .touch ? .now : .preserve }
        return try WrittenTime(text, format: format)
    }
}
