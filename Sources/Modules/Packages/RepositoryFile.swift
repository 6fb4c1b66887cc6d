import ModuleKit
import Values

/// A file of repositories of DNF and Yum.
///
/// Source: Python's `configparser`, by which both read and Ansible writes them: names in lower case, values that go on in
/// lines further right, full lines of comments.
struct RepositoryFile: Sendable {
    struct Section: Sendable {
        let name: String
        var settings: [(name: String, value: String)]
    }

    private var sections: [Section] = []

    /// - Throws: What keeps the text from being such a file, with its line.
    init(_ text: String, at path: RemotePath) throws(ModuleFailure) {
        var reader = RepositoryFileReader()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let mistake = reader.mistake(in: String(line)) {
                throw ModuleFailure("\(path), line \(index + 1): \(mistake)")
            }
        }
        sections = reader.finished
    }

    var isEmpty: Bool { sections.isEmpty }

    /// A section that is set anew goes to the end.
    ///
    /// - Parameter settings: `nil` for none.
    mutating func set(_ settings: [(name: String, value: String)]?, of name: String) {
        sections.removeAll { $0.name == name }
        if let settings { sections.append(Section(name: name, settings: settings)) }
    }

    /// Whether the sections have the same settings, in whatever order.
    func isAlike(_ other: RepositoryFile) -> Bool { table == other.table }

    private var table: [String: [String: String]] {
        Dictionary(
            sections.map { section in
                (section.name, Dictionary(section.settings.map { ($0.name, $0.value) }) { $1 })
            }
        ) { $1 }
    }

    var text: String {
        sections.map { section in
            "[\(section.name)]\n"
                + section.settings.map { "\($0.name) = \($0.value.replacing("\n", with: "\n\t"))\n" }.joined() + "\n"
        }.joined()
    }
}

/// Reads the file line by line.
private struct RepositoryFileReader {
    private var sections: [RepositoryFile.Section] = []
    /// How far right the last setting begins; `nil` where there is none that a line could go on with.
    private var depth: Int?

    /// The sections, without empty lines at the end of values.
    var finished: [RepositoryFile.Section] {
        sections.map { section in
            var section = section
            for index in section.settings.indices {
                section.settings[index].value = Python.strip(section.settings[index].value, side: .right)
            }
            return section
        }
    }

    /// Takes the next line.
    ///
    /// - Returns: What is wrong with it.
    mutating func mistake(in line: String) -> String? {
        let text = line.trimmed
        if text.hasPrefix("#") || text.hasPrefix(";") { return nil }
        if text.isEmpty {
            if depth != nil { goOn("") }
            return nil
        }
        let indent = line.prefix(while: \.isWhitespace).count
        if let depth, indent > depth {
            goOn(text)
            return nil
        }
        depth = nil
        if text.hasPrefix("["), let end = text.lastIndex(of: "]"), end > text.index(after: text.startIndex) {
            return begin(String(text[text.index(after: text.startIndex)..<end]))
        }
        return setting(text, indent)
    }

    private mutating func goOn(_ text: String) {
        guard let last = sections.indices.last, let setting = sections[last].settings.indices.last else { return }
        sections[last].settings[setting].value += "\n" + text
    }

    private mutating func begin(_ name: String) -> String? {
        if sections.contains(where: { $0.name == name }) { return "there are two sections [\(name)]" }
        sections.append(RepositoryFile.Section(name: name, settings: []))
        return nil
    }

    private mutating func setting(_ text: String, _ indent: Int) -> String? {
        guard let last = sections.indices.last else { return "a setting stands before all sections" }
        guard let delimiter = text.firstIndex(where: { $0 == "=" || $0 == ":" }), delimiter > text.startIndex else {
            return "neither a section nor a setting"
        }
        let name = String(text[..<delimiter]).trimmed.lowercased()
        if sections[last].settings.contains(where: { $0.name == name }) { return "`\(name)` is set twice" }
        sections[last].settings.append((name, String(text[text.index(after: delimiter)...]).trimmed))
        depth = indent
        return nil
    }
}
