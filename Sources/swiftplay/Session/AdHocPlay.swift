import Values

/// The play of one task that `exec` runs: made as text, so that it is read and checked like any other.
struct AdHocPlay {
    /// Modules that say nothing without arguments.
    static let needsArguments: Set<String> = [
        "command", "shell", "script", "raw", "ansible.builtin.command", "ansible.builtin.shell",
        "ansible.builtin.script", "ansible.builtin.raw",
    ]

    let pattern: String
    let module: String
    let arguments: String?
    let command: [String]
    /// Seconds a task may go on in the background.
    let background: Int?
    let poll: Int?
    let timeout: Int?

    var source: SourceFile {
        var task: Mapping = [:]
        task[.string(module)] = argumentValue
        if let background, background > 0 { task["async"] = .int(background) }
        if let poll, background ?? 0 > 0 { task["poll"] = .int(poll) }
        if let timeout, timeout > 0 { task["timeout"] = .int(timeout) }
        let play: Value = ["hosts": .string(pattern), "gather_facts": false, "tasks": [.map(task)]]
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
