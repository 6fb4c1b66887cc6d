import Controller
import Values

/// How a module of others takes its arguments and tells its result.
///
/// Source: Ansible's page "Ansible module architecture", section "Types of modules".
enum ModuleStyle: Hashable, Sendable {
    /// Of Python, with what `ansible.module_utils` or a collection brings.
    case importing
    /// A text in which its arguments are put as JSON in place of a mark.
    case replaced
    /// A text that is called with a file of JSON.
    case readingJSON
    /// A text that is called with a file of `key=value`.
    case readingKeyValue
    /// A program that is called with a file of JSON.
    case binary

    static let argumentsMark = "<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>"

    /// - Parameter package: The package of the file, if it is in a collection.
    init(of source: [UInt8], package: String) {
        guard !source.prefix(1024).contains(0), let text = String(validating: source, as: UTF8.self) else {
            self = .binary
            return
        }
        let imports = PythonImports(in: source, package: package).names
        if imports.contains(where: { $0.hasPrefix("ansible.module_utils") || $0.hasPrefix("ansible_collections.") }) {
            self = .importing
        } else if text.contains(Self.argumentsMark) {
            self = .replaced
        } else {
            self = text.contains("WANT_JSON") ? .readingJSON : .readingKeyValue
        }
    }
}

/// The line by which a text says what runs it.
struct InterpreterLine: Hashable, Sendable {
    /// The program and its arguments.
    let words: [String]

    /// - Returns: `nil` if there is no such line.
    init?(of source: [UInt8]) {
        guard source.starts(with: "#!".utf8) else { return nil }
        let line = String(decoding: source.dropFirst(2).prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
        let words = line.split(separator: " ").map(String.init)
        let own = words.first.map(ControllerPath.name) == "env" ? Array(words.dropFirst()) : words
        guard !own.isEmpty else { return nil }
        self.words = own
    }

    /// The word of `ansible_NAME_interpreter`.
    var name: String {
        let name = ControllerPath.name(of: words[0])
        return name.hasPrefix("python") ? "python" : name
    }
}
