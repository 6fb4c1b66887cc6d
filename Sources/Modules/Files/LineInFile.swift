import ModuleKit
import Values

/// Ensures that one line is in, or is not in, a text file of the host.
struct LineInFile: SettingFileAttributes {
    static let doc = ModuleDoc(
        "lineinfile", "Ensure that a line is, or is not, in a text file.", diffs: .list,
        refused: FileAttributeArguments.refused,
        returns: [
            ReturnValue("backup", "The backup; empty if none was made.", only: "if the file exists or is made"),
            ReturnValue("found", "How many lines were found.", only: "with `state: absent`"),
        ] + .ofFile,
        differences: """
            A trailing line break in `line` is dropped. A `line` with line breaks inside never matches, so it is written
            every time.
            """,
        examples: """
            - lineinfile: { path: /etc/orchard.conf, regexp: '^gates *=', line: gates = 4 }
            - lineinfile: { path: /etc/orchard.conf, state: absent, regexp: '^frost' }
            - lineinfile: { path: /etc/hosts, search_string: 'press.orchard', line: 192.0.2.7 press.orchard, mode: "0644" }
            - lineinfile: { path: /etc/orchard.conf, insertbefore: '^gates', line: '# counted at noon' }
            - lineinfile:
                path: /etc/orchard.conf
                regexp: '^(press.*)speed=\\d+(.*)$'
                line: '\\1speed={{ speed }}\\2'
                backrefs: true
            """)

    enum Presence: String, ArgumentChoice {
        case absent, present
    }

    @Argument("The file to edit.", aliases: "dest", "destfile", "name") var path: RemotePath
    @Argument("The line that should be in the file, or not.", aliases: "value") var line: String?
    @Argument("Replace the last line that matches, or remove all lines that match.", aliases: "regex") var regexp:
        String?
    @Argument("Replace the last line that contains this text, or remove all lines that do.") var searchString: String?
    @Argument("Whether the file should contain the line.") var state: Presence = .present
    @Argument("Whether `line` refers to groups of `regexp`, such as \\1; without a match nothing changes.")
    var backrefs: Bool = false
    @Argument("Insert a new line after the last line that matches, or at the end (EOF).") var insertafter: String?
    @Argument("Insert a new line before the last line that matches, or at the beginning (BOF).") var insertbefore:
        String?
    @Argument("Whether the first match is used instead of the last.") var firstmatch: Bool = false
    @Argument("Create the file if it is missing.") var create: Bool = false
    @Argument("Whether a backup of the old file is kept.") var backup: Bool = false
    @Argument("Command with %s that must accept the new file before it replaces the old one.", name: "validate")
    var validation: String?
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [
        .exclusive("regexp", "search_string"),
        .exclusive("insertafter", "insertbefore"),
        .required("regexp", when: "backrefs", is: "true"),
        .required("line", when: "state", is: "present"),
        .atLeastOne("line", "regexp", "search_string", when: "state", is: "absent"),
    ]

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        try Validation.check(validation)
    }

    var probe: Probe<TextFile> { TextFile.probe(path, creates: create && state == .present) }

    func changes(from text: TextFile) throws(ModuleFailure) -> [Change] {
        if state == .absent, !text.exists { return [] }
        try text.required(creates: create && state == .present)
        return try edit.changes(of: text, to: wantedBytes(text), named: path)
    }

    func result(_ applied: Applied<TextFile>) throws(ModuleFailure) -> ModuleResult {
        let before = applied.before
        guard before.exists || state == .present else {
            return ["msg": "the file does not exist, so it does not contain the line", "found": 0]
        }
        let new = try state == .absent ? nil : LineEditor(self).edited(ByteLines.split(before.bytes))
        let found = try state == .absent ? removal(ByteLines.split(before.bytes)).found : 0
        let message = new?.message ?? (found > 0 ? "\(found) \(MatchedPhrase.linesRemoved)" : "")
        var keys = edit.report(message, applied.changes, after: applied.after)
        keys["backup"] = .string(applied.backups.first?.text ?? "")
        if state == .absent { keys["found"] = .int(found) }
        return keys
    }

    private var edit: TextEdit { TextEdit(attributes: attributes, backup: backup, validate: validation) }

    private func wantedBytes(_ text: TextFile) throws(ModuleFailure) -> [UInt8] {
        let lines = ByteLines.split(text.bytes)
        if state == .absent { return Array(try removal(lines).kept.joined()) }
        return Array(try LineEditor(self).edited(lines).lines.joined())
    }

    private func removal(_ lines: [[UInt8]]) throws(ModuleFailure) -> (kept: [[UInt8]], found: Int) {
        let editor = try LineEditor(self)
        var kept: [[UInt8]] = []
        for line in lines where try !editor.isUnwanted(line) { kept.append(line) }
        return (kept, lines.count - kept.count)
    }

    /// The line as bytes, without a line break at its end.
    var wantedLine: [UInt8] {
        let bytes = (line ?? "").hostBytes
        return bytes.last == ByteLines.newline ? Array(bytes.dropLast()) : bytes
    }
}
