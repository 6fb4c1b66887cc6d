import ModuleKit
import Values

/// What `ini_file` makes of a text.
struct IniEditor {
    private let module: IniFile
    /// Without their line breaks.
    private var lines: [String]
    private let original: String
    private(set) var message = "OK"

    init(_ text: String, _ module: IniFile) {
        self.module = module
        original = text
        lines = Self.lines(of: text)
    }

    /// Line breaks of other systems become this one's where the file is changed, and a byte order mark goes. As in Ansible,
    /// what is empty begins as an empty line.
    private static func lines(of text: String) -> [String] {
        var scalars = text.unicodeScalars[...]
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        let plain = String(scalars).replacingScalars("\r\n", with: "\n").replacingScalars("\r", with: "\n")
        var lines = plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.count > 1, lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The text; an unfinished last line is ended, whatever else is done.
    var text: String {
        let isFinished = original.isEmpty || original.utf8.last.map { "\r\n".utf8.contains($0) } == true
        return isFinished && message == "OK" ? original : lines.map { $0 + "\n" }.joined()
    }

    mutating func edit() {
        let found = section
        switch (module.state, found, module.option) {
        case (.present, nil, _): appendSection()
        case (.present, let section?, let option?): put(option, in: section)
        case (.absent, let section?, let option?): remove(option, from: section)
        case (.absent, let section?, nil): remove(section)
        case (.present, _, nil), (.absent, nil, _): break
        }
    }

    // MARK: Sections

    /// The lines of the section behind its header; `nil` if there is none.
    private var section: Range<Int>? {
        guard let name = module.heading else { return 0..<end(from: 0) }
        guard let header = lines.firstIndex(where: { Self.header(in: $0) == name.trimmed }) else { return nil }
        return header + 1..<end(from: header + 1)
    }

    private func end(from start: Int) -> Int {
        lines[start...].firstIndex { $0.hasPrefix("[") } ?? lines.count
    }

    private static func header(in line: String) -> String? {
        guard line.hasPrefix("["), let close = line.firstIndex(of: "]") else { return nil }
        return String(line[line.index(after: line.startIndex)..<close]).trimmed
    }

    private mutating func appendSection() {
        lines.append("[\(module.heading ?? "")]")
        message = "only section added"
        guard let option = module.option else { return }
        let added = module.wanted.isEmpty ? [option] : module.wanted.map { assignment(option, $0) }
        lines += added
        message = "section and option added"
    }

    private mutating func remove(_ section: Range<Int>) {
        let start = module.heading == nil ? section.lowerBound : section.lowerBound - 1
        guard start < section.upperBound else { return }
        lines.removeSubrange(start..<section.upperBound)
        message = "section removed"
    }

    // MARK: Options

    /// First the lines that have a wanted value, then others of the option, which take over the values that are left; what
    /// is still left comes to the end of the section.
    private mutating func put(_ option: String, in section: Range<Int>) {
        var body = Array(lines[section])
        var left = module.wanted
        var settled: Set<Int> = []
        var hasBare = false
        for index in body.indices {
            guard let line = OptionLine(body[index], option, inactive: module.modifyInactiveOption) else { continue }
            if let position = left.firstIndex(of: line.value) {
                left.remove(at: position)
                hasBare = hasBare || line.value.isEmpty && module.allowNoValue
                let isBare = line.value.isEmpty && module.allowNoValue
                replace(&body[index], line, by: isBare ? option : assignment(option, line.value))
            } else if left.isEmpty, module.allowNoValue {
                replace(&body[index], line, by: option)
                settled.insert(index)
                hasBare = true
                break
            } else {
                continue
            }
            settled.insert(index)
        }
        if module.exclusive, !module.allowNoValue { takeOver(option, &left, &body, &settled) }
        let bare = left.isEmpty && module.allowNoValue && !hasBare ? [option] : []
        insert(left.map { assignment(option, $0) } + bare, into: &body)
        lines.replaceSubrange(section, with: body)
    }

    private mutating func takeOver(
        _ option: String, _ left: inout [String], _ body: inout [String], _ settled: inout Set<Int>
    ) {
        for index in body.indices where !settled.contains(index) && !left.isEmpty {
            guard let line = OptionLine(body[index], option, inactive: module.modifyInactiveOption) else { continue }
            replace(&body[index], line, by: assignment(option, left.removeFirst()))
            settled.insert(index)
        }
        for index in body.indices.reversed() where !settled.contains(index) {
            guard OptionLine(body[index], option, inactive: module.modifyInactiveOption) != nil else { continue }
            body.remove(at: index)
            message = "option changed"
        }
    }

    private mutating func insert(_ added: [String], into body: inout [String]) {
        guard !added.isEmpty else { return }
        let last = body.lastIndex { line in !line.trimmed.isEmpty && !"#;".contains(line.trimmed.first ?? " ") }
        body.insert(contentsOf: added, at: last.map { $0 + 1 } ?? 0)
        message = "option added"
    }

    private mutating func remove(_ option: String, from section: Range<Int>) {
        let kept = lines[section].filter { text in
            guard let line = OptionLine(text, option, inactive: false) else { return true }
            return !module.exclusive && !module.wanted.contains(line.value)
        }
        guard kept.count < section.count else { return }
        lines.replaceSubrange(section, with: kept)
        message = "option changed"
    }

    private mutating func replace(_ text: inout String, _ old: OptionLine, by new: String) {
        let isSame =
            module.ignoreSpaces && old.isActive
            && OptionLine(new, module.option ?? "", inactive: false)?.value == old.value
        guard !isSame, text != new else { return }
        text = new
        message = "option changed"
    }

    private func assignment(_ option: String, _ value: String) -> String {
        module.noExtraSpaces ? "\(option)=\(value)" : "\(option) = \(value)"
    }
}

/// A line that sets an option, or would if it were no comment.
private struct OptionLine {
    let isActive: Bool
    let value: String

    /// - Parameter inactive: Whether a line behind `#` or `;` counts.
    init?(_ line: String, _ option: String, inactive: Bool) {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let isComment = line.first == "#" || line.first == ";"
        guard inactive || !isComment else { return nil }
        var rest = line.dropFirst(isComment ? 1 : 0).drop(while: isBlank)
        guard rest.hasPrefix(option) else { return nil }
        rest = rest.dropFirst(option.count).drop(while: isBlank)
        guard rest.isEmpty || rest.first == "=" else { return nil }
        isActive = !isComment
        value = String(rest.dropFirst().drop(while: isBlank))
    }
}
