import ModuleKit
import Values

/// Manages options and sections of a file in INI form.
struct IniFile: SettingFileAttributes {
    static let doc = ModuleDoc(
        "ini_file", "Manage options and sections of INI files.", collection: "community.general",
        refused: FileAttributeArguments.refused.merging(
            ["section_has_values": "the first section with the name is used"]) { $1 },
        ignored: ["follow": "links are always followed"],
        returns: [
            ReturnValue("path", "The file."),
            ReturnValue("backup_file", "The backup.", only: "if one was made"),
        ] + .ofFile,
        differences: """
            Missing directories are created where the file may be created.
            """,
        examples: """
            - ini_file: { path: /etc/orchard.ini, section: press, option: speed, value: slow, mode: "0640", backup: true }
            - community.general.ini_file: { path: /etc/orchard.ini, section: press, option: heat, value: none, no_extra_spaces: true }
            - ini_file: { path: /etc/orchard.ini, section: gate, option: opens, values: [east, west], exclusive: false }
            - ini_file: { path: /etc/orchard.ini, section: press, option: speed, state: absent }
            - ini_file: { path: /etc/orchard.ini, section: gate, state: absent }
            - ini_file: { path: /etc/orchard.ini, section: press, option: quiet, allow_no_value: true }
            - ini_file: { path: /etc/orchard.ini, option: owner, value: anna }
            """)

    @Argument("File to edit.", aliases: "dest") var path: RemotePath
    @Argument("Section of the option; if empty or not given, the part before all sections.") var section: String?
    @Argument("Name of the option; if not given, the section itself is managed.") var option: String?
    @Argument("Value of the option.") var value: String?
    @Argument("Values of an option that may occur several times.") var values: [String]?
    @Argument("Whether the option or section should exist.") var state: Presence = .present
    @Argument("Whether the option may have only these values.") var exclusive: Bool = true
    @Argument("Write `=` without spaces around it.") var noExtraSpaces: Bool = false
    @Argument("Whether a line that differs only in white space is left as it is.") var ignoreSpaces: Bool = false
    @Argument("Whether the file is created if it is missing.") var create: Bool = true
    @Argument("Allow an option without a value.") var allowNoValue: Bool = false
    @Argument("Whether a commented-out line is replaced by the option.")
    var modifyInactiveOption: Bool = true
    @Argument("Whether the file that a link leads to is edited.") var follow: Bool = false
    @Argument("Whether a backup of the old file is kept.") var backup: Bool = false
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [.exclusive("value", "values")]

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        if state == .present, option != nil, !allowNoValue, wanted.isEmpty {
            throw ModuleFailure("`state: present` requires `value`, `values` or `allow_no_value: true`")
        }
        let texts = [section, option].compactMap(\.self) + wanted
        if let text = texts.first(where: { $0.utf8.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } })
        {
            throw ModuleFailure("a value with a line break cannot be written to the file: \(text)")
        }
    }

    var probe: Probe<TextFile> { TextFile.probe(path, creates: create) }

    func changes(from text: TextFile) throws(ModuleFailure) -> [Change] {
        try text.required(creates: create)
        let edited = edited(text)
        // As in Ansible, a file that is to hold nothing is not made.
        if !text.exists, edited.bytes.isEmpty { return [] }
        return edit.changes(of: text, to: edited.bytes, named: path)
    }

    func result(_ applied: Applied<TextFile>) -> ModuleResult {
        var keys = edit.report(edited(applied.before).message, applied.changes, after: applied.after)
        keys["path"] = .string(path.text)
        keys["backup_file"] = applied.backups.first.map { .string($0.text) }
        return keys
    }

    private var edit: TextEdit { TextEdit(attributes: attributes, backup: backup, validate: nil) }

    /// The section's name; `nil` for what stands before all sections.
    var heading: String? { section.flatMap { $0.isEmpty ? nil : $0 } }

    /// Each value once.
    var wanted: [String] {
        (values ?? value.map { [$0] } ?? []).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func edited(_ text: TextFile) -> (bytes: [UInt8], message: String) {
        var editor = IniEditor(String(hostBytes: text.bytes), self)
        editor.edit()
        return (editor.text.hostBytes, editor.message)
    }
}
