/// The options and operands of one call, read by name and type; mistakes are collected until ``check()``.
struct Settings {
    private let command: ServiceCommand
    let environment: [String: String]
    private var values: [String: String] = [:]
    private var operands: [String] = []
    private var mistakes: [String] = []

    /// Splits the words after a command's name. Command line before environment before fallback.
    init(_ words: [String], for command: ServiceCommand, environment: [String: String]) {
        (self.command, self.environment) = (command, environment)
        for option in command.options {
            values[option.name] = environment[option.variable] ?? option.fallback
        }
        refuseUnknownVariables(environment)
        var rest = words[...]
        while let word = rest.popFirst() { take(word, &rest) }
        if mistakes.isEmpty, operands.count != command.operands.count {
            let wanted = command.operands.isEmpty ? "no operands" : command.operands.joined(separator: " ")
            mistakes.append("\(command.name) takes \(wanted); \(operands.count) operands were given.")
        }
    }

    /// A misspelt variable would else be ignored in silence, and the service run with settings that nobody chose.
    private mutating func refuseUnknownVariables(_ environment: [String: String]) {
        let known = Set(ServiceCommand.all.flatMap { $0.options.map(\.variable) })
        for name in environment.keys.sorted() where name.hasPrefix(CommandOption.prefix) && !known.contains(name) {
            mistakes.append("The environment contains \(name), which is not the variable of any option.")
        }
    }

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) {
        guard word.hasPrefix("--") else {
            operands.append(word)
            return
        }
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.first ?? "")
        guard command.options.contains(where: { $0.name == name }) else {
            let known = command.options.map { "--\($0.name)" }.joined(separator: " ")
            mistakes.append("\(command.name) has no option --\(name); it has \(known).")
            return
        }
        guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
            mistakes.append("--\(name) needs a value.")
            return
        }
        values[name] = value
    }

    /// A text; nothing if the option is empty or not given.
    func optionalText(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Refuses options that have no meaning beside another one, unless they are as if they were not given.
    mutating func refuse(_ names: [String], beside other: String) {
        for option in command.options where names.contains(option.name) {
            guard let value = values[option.name], value != option.fallback, !value.isEmpty else { continue }
            mistakes.append("--\(option.name) has no meaning with --\(other).")
        }
    }

    /// A text that must be given.
    mutating func text(_ name: String) -> String {
        if let value = optionalText(name) { return value }
        mistakes.append("--\(name) is required.")
        return ""
    }

    /// A secret word. An empty one is refused: whoever meant to ask for a token shall not serve without.
    mutating func token(_ name: String) -> BearerToken? {
        guard let value = values[name] else { return nil }
        if let token = BearerToken(value) { return token }
        mistakes.append("--\(name) must consist of letters, digits and -._~+/=, and must not be empty.")
        return nil
    }

    /// A whole number within bounds.
    mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int {
        if let value = optionalText(name).flatMap({ Int($0) }), range.contains(value) { return value }
        refuse(name, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        return range.lowerBound
    }

    /// A number within bounds.
    mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double {
        if let value = optionalText(name).flatMap({ Double($0) }), range.contains(value) { return value }
        refuse(name, "a number from \(range.lowerBound) to \(range.upperBound)")
        return range.lowerBound
    }

    /// A time in seconds.
    mutating func seconds(_ name: String, in range: ClosedRange<Double>) -> Duration {
        .seconds(number(name, in: range))
    }

    /// One of some words.
    mutating func choice(_ name: String, of words: [String]) -> String {
        if let value = optionalText(name), words.contains(value) { return value }
        refuse(name, "one of \(words.joined(separator: ", "))")
        return words.first ?? ""
    }

    private mutating func refuse(_ name: String, _ wanted: String) {
        mistakes.append("--\(name) must be \(wanted), not \"\(values[name] ?? "")\".")
    }

    /// The operand at a position.
    func operand(_ index: Int) -> String {
        index < operands.count ? operands[index] : ""
    }

    /// Ends the reading.
    /// - Throws: Everything that was wrong.
    func check() throws(UsageError) {
        guard mistakes.isEmpty else { throw UsageError(mistakes: mistakes) }
    }
}
