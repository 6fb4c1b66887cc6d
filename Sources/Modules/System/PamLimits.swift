import ModuleKit
import Values

/// Limits what users may take of the host: limits.conf(5).
struct PamLimits: Module {
    enum Kind: String, ArgumentChoice {
        case hard, soft
        case both = "-"
    }

    enum Item: String, ArgumentChoice {
        case core, data, fsize, memlock, nofile, rss, stack, cpu, nproc, `as`, maxlogins, maxsyslogins, priority, locks
        case sigpending, msgqueue, nice, rtprio, chroot
    }

    static let doc = ModuleDoc(
        "pam_limits", "Limit the resources of users.", collection: "community.general",
        returns: [
            ReturnValue("msg", "The line in the file."),
            ReturnValue("backup_file", "Where the old file was kept.", only: "if a backup was made"),
        ],
        differences: """
            A line keeps its own comment, and no other line's.
            """,
        examples: """
            - name: Let the press open many files
              community.general.pam_limits: { domain: press, limit_type: soft, limit_item: nofile, value: 65536 }
            - pam_limits: { domain: "@pickers", limit_type: "-", limit_item: nproc, value: "200", comment: one for each tree }
            - pam_limits: { domain: "*", limit_type: hard, limit_item: core, value: "0", use_min: true, dest: /etc/security/limits.d/core.conf }
            """)

    @Argument("Keep a backup of the old file.") var backup: Bool = false
    @Argument("A comment on the limit.") var comment: String = ""
    @Argument("The file to edit.") var dest: RemotePath = "/etc/security/limits.conf"
    @Argument("Whom it limits: a user, a group with `@`, a wildcard or a range of IDs.") var domain: String
    @Argument("What is limited.") var limitItem: Item
    @Argument("Whether users may go beyond (`soft`) or not (`hard`), or both (`-`).") var limitType: Kind
    @Argument("Keep a greater value that is there.") var useMax: Bool = false
    @Argument("Keep a smaller value that is there.") var useMin: Bool = false
    @Argument("The limit; `unlimited`, `infinity` and -1 mean none.") var value: String

    func validate() throws(ModuleFailure) {
        guard !useMax || !useMin else { throw ModuleFailure("`use_max` and `use_min` exclude each other") }
        guard LimitValue.isValid(value, of: limitItem.rawValue) else { throw invalid(value, "") }
        guard !domain.isEmpty, !(domain + comment).contains(where: \.isNewline), !domain.contains(where: \.isWhitespace)
        else {
            throw ModuleFailure("`domain` must be one word, and `comment` one line")
        }
    }

    var probe: Probe<TextFile> { TextFile.probe(dest, creates: true) }

    func changes(from text: TextFile) throws(ModuleFailure) -> [Change] {
        guard text.missing.isEmpty else { throw ModuleFailure("there is no directory \(dest.parent)") }
        return edit.changes(of: text, to: try wanted(text).lines.joined().hostBytes, named: dest)
    }

    func result(_ applied: Applied<TextFile>) throws(ModuleFailure) -> ModuleResult {
        var result: ModuleResult = ["msg": .string(try wanted(applied.before).line)]
        if let kept = applied.backups.first { result["backup_file"] = .string(kept.text) }
        return result
    }
}

/// The line.
extension PamLimits {
    private var edit: TextEdit {
        TextEdit(attributes: FileAttributeArguments(), backup: backup, validate: nil)
    }

    private func invalid(_ value: String, _ position: String) -> ModuleFailure {
        let isPriority = LimitValue.priorities.contains(limitItem.rawValue)
        return ModuleFailure(
            "not a limit\(position): \(value)",
            hint: isPriority ? "give a number from -20 to 19" : "give a number, or `unlimited`")
    }

    /// The file as it should be, and the line in question, both with line breaks.
    private func wanted(_ text: TextFile) throws(ModuleFailure) -> (lines: [String], line: String) {
        var lines = ByteLines.split(text.bytes).map { String(hostBytes: $0) }
        var found: String?
        for index in lines.indices {
            guard let limit = LimitLine(lines[index]) else { continue }
            guard LimitValue.isValid(limit.value, of: limit.item) else {
                throw invalid(limit.value, " in line \(index + 1) of \(dest)")
            }
            guard limit.names(domain, limitType.rawValue, limitItem.rawValue) else { continue }
            let chosen = LimitValue.chosen(value, over: limit.value, useMax: useMax, useMin: useMin)
            if chosen != limit.value { lines[index] = line(chosen, comment.isEmpty ? limit.comment : comment) }
            found = lines[index]
        }
        if let found { return (lines, found) }
        if let last = lines.last, !last.hasSuffix("\n") { lines[lines.count - 1] += "\n" }
        let new = line(value, comment)
        return (lines + [new], new)
    }

    private func line(_ value: String, _ comment: String) -> String {
        let words = [domain, limitType.rawValue, limitItem.rawValue, value].joined(separator: "\t")
        return words + (comment.isEmpty ? "" : "\t#" + comment) + "\n"
    }
}

/// A line of limits.conf(5) that says a limit.
private struct LimitLine {
    let words: [String]
    let comment: String
    var item: String { words[2] }
    var value: String { words[3] }

    /// `nil` for what is none.
    init?(_ line: String) {
        let parts = line.trimmed.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        words = parts[0].words
        comment = parts.count > 1 ? parts[1] : ""
        guard words.count == 4 else { return nil }
    }

    func names(_ domain: String, _ kind: String, _ item: String) -> Bool {
        Array(words.prefix(3)) == [domain, kind, item]
    }
}

/// What may stand for a limit.
private enum LimitValue {
    static let priorities: Set<String> = ["nice", "priority"]
    private static let unlimited: Set<String> = ["unlimited", "infinity", "-1"]

    static func isValid(_ value: String, of item: String) -> Bool {
        if priorities.contains(item) { return Int(value).map { (-20...19).contains($0) } ?? false }
        return unlimited.contains(value) || value.consists(of: .digits)
    }

    static func chosen(_ new: String, over old: String, useMax: Bool, useMin: Bool) -> String {
        guard useMax || useMin else { return new }
        let rank = { (value: String) in unlimited.contains(value) ? Int.max : Int(value) ?? 0 }
        guard rank(new) != rank(old) else { return old }
        return (rank(new) > rank(old)) == useMax ? new : old
    }
}
