internal import Glibc
import Playbook
import Values

/// One ansible.cfg, read and not yet understood.
///
/// Source: Python's `configparser`, by which Ansible reads it.
struct ConfigurationFile: Sendable {
    struct Entry: Sendable {
        /// Lines that are indented belong to the value above them.
        var text: String
        let keySpan: SourceSpan
        let span: SourceSpan
    }

    let path: String
    /// By `section.key`.
    private(set) var entries: [String: Entry] = [:]
    /// In the order of the file.
    private(set) var sections: [(name: String, span: SourceSpan)] = []
    private let file: SourceFile
    private var section: String?
    private var open: String?

    /// - Throws: what cannot be read as a file of settings.
    init(path: String) throws(Diagnostics) {
        self.path = path
        file = try SourceFile.read(path)
        for number in 1...Swift.max(1, file.lineCount) {
            try read(file.line(number) ?? "", number)
        }
    }

    private mutating func read(_ line: Substring, _ number: Int) throws(Diagnostics) {
        let text = Self.withoutComment(line)
        guard !text.isEmpty else { return }
        let column = line.prefix(while: \.isWhitespace).unicodeScalars.count + 1
        let span = SourceSpan(file, line: number, column: column, length: text.unicodeScalars.count)
        if column > 1, let open {
            entries[open]?.text += "\n" + text
            return
        }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            begin(String(text[text.index(after: text.startIndex)..<end]), span)
        } else {
            try add(text, span)
        }
    }

    private mutating func begin(_ name: String, _ span: SourceSpan) {
        section = name
        open = nil
        sections.append((name, span))
    }

    private mutating func add(_ text: String, _ span: SourceSpan) throws(Diagnostics) {
        guard let section else { throw Diagnostics(.outsideSections(span)) }
        guard let sign = text.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
            throw Diagnostics(.noSetting(span))
        }
        let key = text[..<sign].trimmed
        let value = text[text.index(after: sign)...]
        var keySpan = span
        keySpan.length = key.unicodeScalars.count
        var valueSpan = span
        valueSpan.column +=
            text[...sign].unicodeScalars.count + value.prefix(while: \.isWhitespace).unicodeScalars.count
        valueSpan.length = Swift.max(1, value.trimmed.unicodeScalars.count)
        open = "\(section).\(key.lowercased())"
        entries["\(section).\(key.lowercased())"] = Entry(
            text: value.trimmed, keySpan: keySpan, span: valueSpan)
    }

    /// Lines that begin with `#` or `;`, and what stands behind a blank and `;`, say nothing.
    private static func withoutComment(_ line: Substring) -> String {
        let text = line.trimmed
        guard !text.hasPrefix("#"), !text.hasPrefix(";") else { return "" }
        guard let comment = text.firstRange(of: " ;") else { return text }
        return text[..<comment.lowerBound].trimmed
    }
}

extension Diagnostic {
    fileprivate static func outsideSections(_ span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "config", "setting outside any section",
            detail: "A setting must come after a section header such as [defaults].",
            at: span)
    }

    fileprivate static func noSetting(_ span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "config", "line is not a setting", detail: "A line must be `key = value` or a `[section]`.", at: span)
    }
}
