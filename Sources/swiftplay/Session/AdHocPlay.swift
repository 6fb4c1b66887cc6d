import Values

/// The play of one task that `exec` runs: made as text, so that it is read and checked like any other.
struct AdHocPlay {
    let pattern: String
    let module: String
    let arguments: String?
    let command: [String]

    var source: SourceFile {
        let task: Value = .map([module: argumentValue])
        let play: Value = ["hosts": .string(pattern), "gather_facts": false, "tasks": .list([task])]
        return SourceFile(path: "<exec>", text: JSONWriter(ensuresASCII: false).write(.list([play])))
    }

    /// A command keeps its words apart; arguments in JSON are a mapping, others are read as in a playbook.
    private var argumentValue: Value {
        if !command.isEmpty { return ["argv": .list(command.map(Value.string))] }
        guard let arguments else { return .null }
        if arguments.hasPrefix("{"), let mapping = try? JSONReader.value(of: arguments) { return mapping }
        return .string(arguments)
    }
}
