import Values

extension Lookup {
    /// Values of an INI or a properties file.
    static let ini = Lookup("ini") { (call) throws(Fault) in
        var values: [Object] = []
        for term in try call.texts() {
            let words = KeyValueText(term)
            let option = { (name: String) throws(Fault) -> String? in
                if let pair = words.pairs.last(where: { $0.key == name }) { return pair.value }
                return try call.text(name)
            }
            let key = words.rest.first?.text ?? term
            let isProperties = try option("type") == "properties"
            let file = INIFile(
                try call.contents(of: try call.find(try option("file") ?? "ansible.ini", .files)),
                keepsCase: try call.flag("case_sensitive", or: false))
            let section = isProperties ? "" : try option("section") ?? "global"
            if try call.flag("re", or: false) {
                let regex = try Patterns.regex(key)
                for (name, value) in file.entries(section) {
                    if try Patterns.run({ () throws(RegexError) in try regex.prefixMatch(of: name) }) != nil {
                        values.append(.string(value))
                    }
                }
            } else {
                let fallback = try option("default") ?? ""
                values.append(.string(file.value(key, section) ?? fallback))
            }
        }
        return values
    }
}

/// `key = value` lines in `[sections]`, as Python's `configparser` reads them.
struct INIFile {
    private var sections: [String: [(key: String, value: String)]] = [:]
    private let keepsCase: Bool

    init(_ text: String, keepsCase: Bool) {
        self.keepsCase = keepsCase
        var section = ""
        for line in Python.lines(text) {
            let bare = Python.strip(line)
            if bare.isEmpty || bare.hasPrefix("#") || bare.hasPrefix(";") { continue }
            if bare.hasPrefix("["), bare.hasSuffix("]") {
                section = String(bare.dropFirst().dropLast())
            } else if let first = line.first, first == " " || first == "\t", let last = sections[section]?.indices.last
            {
                sections[section]?[last].value += "\n" + bare
            } else {
                let mark = bare.firstIndex { $0 == "=" || $0 == ":" }
                let key = Python.strip(String(bare[..<(mark ?? bare.endIndex)]))
                let value = mark.map { Python.strip(String(bare[bare.index(after: $0)...])) } ?? ""
                sections[section, default: []].append((keepsCase ? key : key.lowercased(), value))
            }
        }
    }

    /// The entries of a section; those of `DEFAULT` hold in all.
    func entries(_ section: String) -> [(key: String, value: String)] {
        (sections["DEFAULT"] ?? []) + (sections[section] ?? [])
    }

    func value(_ key: String, _ section: String) -> String? {
        let key = keepsCase ? key : key.lowercased()
        return entries(section).last { $0.key == key }?.value
    }
}
