import ModuleKit
import Values

/// `local`: what files of a folder such as `/etc/ansible/facts.d` hold or print. Data only, whatever it looks like.
enum LocalFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        var facts = Mapping()
        var (folder, name) = ("", "")
        for (kind, text) in sheet.entries {
            switch kind {
            case "folder": folder = text
            case "local": name = text.hasSuffix(".fact") ? String(text.dropLast(5)) : text
            case "large": facts[name] = tooLarge("\(folder)/\(name).fact")
            case "ran" where text.utf8.count > largest:
                facts[name] = tooLarge("the output of \(folder)/\(name).fact")
            case "ran", "read": facts[name] = value(text, "\(folder)/\(name).fact")
            case "code" where text != "0" && facts[name] != tooLarge("the output of \(folder)/\(name).fact"):
                facts[name] = .string("\(folder)/\(name).fact ended with exit code \(text)")
            default: break
            }
        }
        return ["local": .map(facts)]
    }

    /// In bytes.
    private static let largest = 4 << 20

    private static func tooLarge(_ what: String) -> Value { .string("\(what) is larger than 4 MiB") }

    /// JSON, or sections of `name = value` lines.
    private static func value(_ text: String, _ path: String) -> Value {
        if let value = try? JSONReader.value(of: text) { return value }
        var sections = Mapping()
        var section: String?
        for line in text.split(separator: "\n").map(\.trimmed) where !line.isEmpty && !"#;".contains(line.prefix(1)) {
            if line.hasPrefix("["), line.hasSuffix("]") {
                section = String(line.dropFirst().dropLast())
                sections[section ?? ""] = .map([:])
            } else if let section, let mark = line.firstIndex(where: { $0 == "=" || $0 == ":" }) {
                var entries = sections[section]?.map ?? [:]
                entries[line[..<mark].trimmed.lowercased()] = .string(line[mark...].dropFirst().trimmed)
                sections[section] = .map(entries)
            } else {
                return .string("neither JSON nor INI: \(path)")
            }
        }
        return .map(sections)
    }
}
