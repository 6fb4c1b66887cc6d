import ModuleKit
import Values

/// Replaces every match of a regular expression in a text file of the host.
struct Replace: SettingFileAttributes {
    static let doc = ModuleDoc(
        "replace", "Replace every match of a regular expression in a file.", refused: FileAttributeArguments.refused,
        returns: [ReturnValue("backup_file", "The backup.", only: "if one was made")] + .ofFile,
        differences: """
            Bytes that are not UTF-8 are left unchanged, where Ansible would fail.
            """,
        examples: """
            - replace: { path: /etc/hosts, regexp: '(\\s)press[.]orchard\\b', replace: '\\1mill.orchard' }
            - replace:
                path: /etc/orchard.conf
                after: '\\[gates\\]'
                regexp: '^(east|west) *='
                replace: '# \\1 ='
            """)

    @Argument("The file to edit.", aliases: "dest", "destfile", "name") var path: RemotePath
    @Argument("The regular expression to replace; ^ and $ match at every line.") var regexp: String
    @Argument("The replacement; \\1 and \\g<name> refer to groups. Without it, matches are removed.")
    var replace: String = ""
    @Argument("Replace only after the first match of this.") var after: String?
    @Argument("Replace only before the first match of this.") var before: String?
    @Argument("The encoding of the file.") var encoding: TextEncoding = .utf8
    @Argument("Whether a backup of the old file is kept.") var backup: Bool = false
    @Argument("Command with %s that must accept the new file before it replaces the old one.", name: "validate")
    var validation: String?
    @ArgumentGroup var attributes: FileAttributeArguments

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        try Validation.check(validation)
        // What cannot be an expression or a replacement is told whatever the file holds.
        do throws(RegexError) {
            _ = try PythonRegex(regexp, flags: .multiline).replacing(in: "", with: replace)
        } catch {
            throw ModuleFailure("\(MatchedPhrase.noReplacement): \(error.message)")
        }
    }

    var probe: Probe<TextFile> { TextFile.probe(path, creates: false) }

    func changes(from text: TextFile) throws(ModuleFailure) -> [Change] {
        try text.required(creates: false)
        let replaced = try replacement(in: text)
        guard replaced.foundSection else { return [] }
        return edit.changes(of: text, to: try encoding.bytes(of: replaced.text), named: path)
    }

    func result(_ applied: Applied<TextFile>) throws(ModuleFailure) -> ModuleResult {
        let replaced = try replacement(in: applied.before)
        guard replaced.foundSection else {
            return ["msg": .string("\(MatchedPhrase.noSuchPart): nothing lies between `after` and `before`.")]
        }
        let message = replaced.count > 0 ? "\(replaced.count) replacements made" : ""
        var keys = edit.report(message, applied.changes, after: applied.after)
        keys["backup_file"] = applied.backups.first.map { .string($0.text) }
        return keys
    }

    private var edit: TextEdit { TextEdit(attributes: attributes, backup: backup, validate: validation, kind: "") }

    /// The new text and how many matches differ from it; without a match of the section there is nothing to do.
    private func replacement(in file: TextFile) throws(ModuleFailure) -> (text: String, count: Int, foundSection: Bool)
    {
        let text = try encoding.text(of: file.bytes)
        do {
            guard let section = try section(of: text) else { return (text, 0, false) }
            let scalars = Array(text.unicodeScalars)
            let inside = String(scalars: scalars[section])
            let new = try PythonRegex(regexp, flags: .multiline).replacing(in: inside, with: replace)
            guard new.text != inside else { return (text, 0, true) }
            let front = String(scalars: scalars[..<section.lowerBound])
            return (
                front + new.text + String(scalars: scalars[section.upperBound...]), new.count, true
            )
        } catch {
            throw ModuleFailure("\(MatchedPhrase.noReplacement): \(error.message)")
        }
    }

    /// The part that `after` and `before` leave, in Unicode scalars; `nil` if they do not match.
    private func section(of text: String) throws(RegexError) -> Range<Int>? {
        guard after != nil || before != nil else { return 0..<text.unicodeScalars.count }
        let isBetween = after != nil && before != nil
        let pattern = (after ?? "") + "(?P<subsection>.*\(isBetween ? "?" : ""))" + (before ?? "")
        let regex = try PythonRegex(pattern, flags: .dotAll)
        guard let match = try regex.firstMatch(in: text), let group = regex.groupNames["subsection"] else { return nil }
        return match.range(group)
    }
}
