import OrderedCollections
import Values

/// `key = value` lines in `[sections]`, as Python's `configparser` reads them.
struct INIFile {
    typealias Entries = OrderedDictionary<String, String?>

    struct Syntax {
        /// Whether the keys stand in no section.
        var isProperties = false
        var keepsCase = false
        /// Whether a key may stand alone, without a value.
        var allowsBareKeys = false
        /// Whether `%(other)s` in a value is another value of the section.
        var interpolates = true
    }

    static let propertiesSection = "java_properties"
    private static let defaults = "DEFAULT"
    private static let deepestInterpolation = 10

    private var sections: [String: Entries] = [:]
    private let syntax: Syntax

    /// - Throws: for a line that is neither section nor entry, and for a section or key that is there twice.
    init(_ text: String, _ syntax: Syntax) throws(Fault) {
        self.syntax = syntax
        var section: String?
        if syntax.isProperties { section = try begin(Self.propertiesSection) }
        var key: String?
        var depth = 0
        for line in Python.lines(text) {
            let bare = Python.strip(line)
            if bare.hasPrefix("#") || bare.hasPrefix(";") { continue }
            let indent = line.scalarCount - Python.strip(line, side: .left).scalarCount
            if let section, let key, bare.isEmpty || indent > depth {
                append(bare, to: key, section)
            } else if let name = Self.sectionName(bare) {
                (section, key, depth) = (try begin(name), nil, indent)
            } else if !bare.isEmpty {
                (key, depth) = (try add(bare, to: section), indent)
            }
        }
    }

    private static func sectionName(_ line: String) -> String? {
        guard line.hasPrefix("["), let end = line.lastIndex(of: "]") else { return nil }
        let name = String(line[line.index(after: line.startIndex)..<end])
        return name.isEmpty ? nil : name
    }

    private mutating func begin(_ section: String) throws(Fault) -> String {
        guard sections[section] == nil || section == Self.defaults else { throw Self.twice("section", section) }
        if sections[section] == nil { sections[section] = [:] }
        return section
    }

    private mutating func add(_ line: String, to section: String?) throws(Fault) -> String {
        let mark = line.firstIndex { $0 == "=" || $0 == ":" }
        let name = Python.strip(String(line[..<(mark ?? line.endIndex)]))
        guard let section, !name.isEmpty, mark != nil || syntax.allowsBareKeys else {
            throw Fault(.lookup, "line cannot be parsed", "`\(line)` is neither a section nor a key with a value.")
        }
        let key = syntax.keepsCase ? name : name.lowercased()
        guard sections[section]?[key] == nil else { throw Self.twice("key", key) }
        sections[section]?[key] = .some(mark.map { Python.strip(String(line[line.index(after: $0)...])) })
        return key
    }

    private static func twice(_ what: String, _ name: String) -> Fault {
        Fault(.lookup, "duplicate \(what)", "The file has the \(what) `\(name)` twice.")
    }

    private mutating func append(_ line: String, to key: String, _ section: String) {
        if case .some(.some(let value)) = sections[section]?[key] { sections[section]?[key] = value + "\n" + line }
    }

    // MARK: Reading

    /// The entries of a section; those of `DEFAULT` hold in all.
    func entries(_ section: String) throws(Fault) -> Entries {
        guard let own = sections[section] ?? (section == Self.defaults ? [:] : nil) else {
            throw Fault(
                .lookup, "no such section", "The file has no section `\(section)`.",
                help: Suggestion.question(for: section, among: Array(sections.keys)))
        }
        return (sections[Self.defaults] ?? [:]).merging(own) { $1 }
    }

    /// A value; nothing for a key that stands alone, `nil` if there is no such key.
    func value(_ key: String, in entries: Entries) throws(Fault) -> Object? {
        guard let value = entries[syntax.keepsCase ? key : key.lowercased()] else { return nil }
        // Empty lines behind a value are none of it.
        guard let text = value.map({ Python.strip($0, side: .right) }) else { return Object.none }
        return .string(syntax.interpolates ? try interpolated(text, entries, depth: 1) : text)
    }

    /// The text with `%(name)s` and `%%` replaced.
    private func interpolated(_ text: String, _ entries: Entries, depth: Int) throws(Fault) -> String {
        guard text.contains("%") else { return text }
        guard depth <= Self.deepestInterpolation else {
            throw Fault(.lookup, "circular interpolation", "Too many values of the file refer to each other.")
        }
        var out = ""
        var rest = text[...]
        while let percent = rest.firstIndex(of: "%") {
            out += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            if rest.hasPrefix("%") {
                out += "%"
                rest = rest.dropFirst()
            } else if rest.hasPrefix("("), let end = rest.firstRange(of: ")s") {
                let name = String(rest[rest.index(after: rest.startIndex)..<end.lowerBound])
                guard let value = entries[syntax.keepsCase ? name : name.lowercased()] else {
                    throw Fault(
                        .lookup, "undefined interpolation variable", "`%(\(name))s` does not name a value of the file.")
                }
                out += try interpolated(value ?? "", entries, depth: depth + 1)
                rest = rest[end.upperBound...]
            } else {
                throw Fault(
                    .lookup, "stray `%`", "A `%` in `\(text)` is neither `%%` nor `%(name)s`.",
                    help: "write `%%`, or read the file with `interpolation=false`")
            }
        }
        return out + rest
    }
}
