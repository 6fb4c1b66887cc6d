import OrderedCollections
import Values

extension Lookup {
    /// Values of an INI or a properties file.
    static let ini = Lookup("ini") { (call) throws(Fault) in
        var values: [Object] = []
        for term in try call.texts() { values += try INISearch(term, call).values(call) }
        return values
    }
}

/// One term: a key or a pattern of keys, and where they are.
private struct INISearch {
    private static let options = [
        "file", "section", "type", "default", "re", "encoding", "case_sensitive", "allow_no_value", "allow_none",
        "interpolation",
    ]

    private let key: String
    private let file: String
    private let encoding: String
    private let section: String
    private let fallback: Object
    private let isPattern: Bool
    private let syntax: INIFile.Syntax

    init(_ term: String, _ call: LookupCall) throws(Fault) {
        let parts = try INITerm(term, options: Self.options)
        key = parts.key
        let option = { (name: String) -> Object? in
            parts.options.last { $0.name == name }.map { .string($0.value) } ?? call.option(name)
        }
        let flag = { (name: String, fallback: Bool) throws(Fault) in
            try option(name).map { (value) throws(Fault) in try LookupCall.isOn(value) } ?? fallback
        }
        let text = { (name: String, fallback: String) throws(Fault) in
            try Python.text(option(name).or(.string(fallback)))
        }
        let kind = try text("type", "ini")
        guard ["ini", "properties"].contains(kind) else {
            throw Fault(.lookup, "unknown file type", "`type` must be ini or properties, not `\(kind)`.")
        }
        file = try text("file", "ansible.ini")
        encoding = try text("encoding", "utf-8")
        section = kind == "properties" ? INIFile.propertiesSection : try text("section", "global")
        fallback = option("default").flatMap { $0.isNone ? nil : $0 } ?? .string("")
        isPattern = try flag("re", false)
        syntax = INIFile.Syntax(
            isProperties: kind == "properties", keepsCase: try flag("case_sensitive", false),
            allowsBareKeys: try flag("allow_no_value", try flag("allow_none", false)),
            interpolates: try flag("interpolation", true))
    }

    func values(_ call: LookupCall) throws(Fault) -> [Object] {
        let file = try INIFile(try call.contents(of: try call.find(file, .files), encoding: encoding), syntax)
        let entries = try file.entries(section)
        guard isPattern else {
            if let value = try file.value(key, in: entries) { return value.isNone ? [] : [value] }
            return try fallback.sequenceItems() ?? [fallback]
        }
        let regex = try Patterns.regex(key)
        var values: [Object] = []
        for name in entries.keys {
            let isMatch = try Patterns.run { () throws(RegexError) in try regex.prefixMatch(of: name) } != nil
            if isMatch, let value = try file.value(name, in: entries) { values.append(value) }
        }
        return values
    }
}
