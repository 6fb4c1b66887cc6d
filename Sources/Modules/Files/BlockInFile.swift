import ModuleKit
import Values

/// Keeps several lines between two marker lines in a text file of the host.
struct BlockInFile: SettingFileAttributes {
    static let doc = ModuleDoc(
        "blockinfile", "Keep lines between two marker lines in a text file.", diffs: .list,
        refused: FileAttributeArguments.refused,
        returns: [ReturnValue("backup_file", "The backup.", only: "if one was made")] + .ofFile,
        differences: """
            With `state: absent`, a file without the block is left as it is, even if its last line has no line break.
            """,
        examples: """
            - blockinfile:
                path: /etc/security/limits.conf
                append_newline: true
                prepend_newline: true
                block: |
                  orchard soft nofile 4096
                  orchard hard nofile 8192
            - blockinfile:
                path: /srv/orchard/page.html
                marker: "<!-- {mark} of the opening hours -->"
                insertafter: "<h2>Hours"
                block: <p>From eight to six</p>
            - blockinfile: { path: /etc/hosts, block: "" }
            """)

    @Argument("The file to edit.", aliases: "dest", "destfile", "name") var path: RemotePath
    @Argument("The lines of the block; if empty, the block and its markers are removed.", aliases: "content") var block:
        String =
            ""
    @Argument("Whether the file should contain the block.") var state: LineInFile.Presence = .present
    @Argument("The marker lines; {mark} stands for the part in which they differ.") var marker: String =
        "# {mark} ANSIBLE MANAGED BLOCK"
    @Argument("What {mark} becomes in the first marker.") var markerBegin: String = "BEGIN"
    @Argument("What {mark} becomes in the last marker.") var markerEnd: String = "END"
    @Argument("Insert a new block after the last line that matches, or at the end (EOF).") var insertafter: String?
    @Argument("Insert a new block before the last line that matches, or at the beginning (BOF).") var insertbefore:
        String?
    @Argument("Whether an empty line follows the block, unless it ends the file.") var appendNewline: Bool = false
    @Argument("Whether an empty line precedes the block, unless it begins the file.") var prependNewline: Bool = false
    @Argument("Create the file if it is missing.") var create: Bool = false
    @Argument("Whether a backup of the old file is kept.") var backup: Bool = false
    @Argument("Command with %s that must accept the new file before it replaces the old one.", name: "validate")
    var validation: String?
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [.exclusive("insertafter", "insertbefore")]

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        try Validation.check(validation)
        guard marker.contains("\n") || markerBegin.contains("\n") || markerEnd.contains("\n") else { return }
        throw ModuleFailure("a marker contains a line break", hint: "write each marker on one line")
    }

    var probe: Probe<TextFile> { TextFile.probe(path, creates: create && state == .present) }

    func changes(from text: TextFile) throws(ModuleFailure) -> [Change] {
        if state == .absent, !text.exists { return [] }
        try text.required(creates: create)
        return edit.changes(of: text, to: try BlockEditor(self).edited(text.bytes), named: path)
    }

    func result(_ applied: Applied<TextFile>) throws(ModuleFailure) -> ModuleResult {
        let before = applied.before
        guard before.exists || state == .present else {
            return ["msg": "the file does not exist, so it has no block"]
        }
        let editor = try BlockEditor(self)
        let message =
            if !before.exists { "\(MatchedPhrase.fileCreated)" } else if try editor.edited(before.bytes) == before.bytes
            { "" } else {
                "\(editor.removes ? MatchedPhrase.blockRemoved : .blockInserted)"
            }
        var keys = edit.report(message, applied.changes, after: applied.after)
        keys["backup_file"] = applied.backups.first.map { .string($0.text) }
        return keys
    }

    private var edit: TextEdit { TextEdit(attributes: attributes, backup: backup, validate: validation) }
}
