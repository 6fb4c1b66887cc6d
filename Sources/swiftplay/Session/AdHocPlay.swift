import ModuleKit
import Modules
import Values

/// The play of one task that `exec` runs: made as text, so that it is read and checked like any other, and a mistake is
/// shown in lines that a person knows from playbooks.
struct AdHocPlay {
    /// Whether a module says nothing without arguments.
    static func needsArguments(_ module: String) -> Bool {
        Catalogue.standard[module]?.doc.traits.contains(.takesCommandLine) ?? false
    }

    let pattern: String
    let module: String
    let arguments: String?
    let command: [String]
    /// Seconds a task may go on in the background.
    let background: Int?
    let poll: Int?

    var source: SourceFile {
        var task = [line(module, argumentValue)]
        if let background, background > 0 { task.append(line("async", .int(background))) }
        if let poll, background ?? 0 > 0 { task.append(line("poll", .int(poll))) }
        let text = """
            - \(line("hosts", .string(pattern)))
              gather_facts: false
              tasks:
                - \(task.joined(separator: "\n      "))

            """
        return SourceFile(path: "command line", text: text)
    }

    /// A key and its value, which as JSON is YAML on one line.
    private func line(_ key: String, _ value: Value) -> String {
        let isPlain = key.utf8.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || "_.".utf8.contains($0) }
        return "\(isPlain && !key.isEmpty ? key : json(.string(key))): \(json(value))"
    }

    private func json(_ value: Value) -> String { JSONWriter(ensuresASCII: false).write(value) }

    /// A command keeps its words apart; arguments in JSON are a mapping, others are read as in a playbook.
    private var argumentValue: Value {
        if !command.isEmpty { return ["argv": .list(command.map(Value.string))] }
        guard let arguments else { return .null }
        if arguments.hasPrefix("{"), let mapping = try? JSONReader.value(of: arguments) { return mapping }
        return .string(arguments)
    }
}
