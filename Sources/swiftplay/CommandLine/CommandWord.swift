import ArgumentParser
import Controller
import Playbook
import Values

/// The first word of a call, which must be a command.
enum CommandWord {
    /// - Throws: that there is no such command, with what may have been meant.
    static func check(_ words: [String]) throws(Diagnostics) {
        guard let first = words.first, !names.contains(first) else { return }
        if first.hasPrefix("-") {
            let own: Set = ["-h", "--help", "--version"]
            guard !own.contains(first), !first.hasPrefix("--generate-"), !first.hasPrefix("---"),
                let playbook = words.first(where: isPlaybook)
            else { return }
            throw Diagnostics(.noCommand(first, help: "to run a playbook: swiftplay run \(playbook) …"))
        }
        throw Diagnostics(.noCommand(first, help: help(for: first, words)))
    }

    private static let names =
        Swiftplay.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]

    private static func help(for word: String, _ words: [String]) -> String {
        if isPlaybook(word) { return "to run a playbook: swiftplay run \(words.joined(separator: " "))" }
        if let known = others[word] ?? Suggestion.nearest(to: word, among: names).map({ "swiftplay \($0)" }) {
            return "did you mean `\(known)`?"
        }
        return "the commands are \(names.joined(separator: ", "))"
    }

    /// What people of other tools try.
    private static let others = [
        "plan": "swiftplay run --check --diff", "apply": "swiftplay run", "playbook": "swiftplay run",
        "check": "swiftplay run --syntax-check", "drift": "swiftplay run --check", "adhoc": "swiftplay exec",
        "ping": "swiftplay exec PATTERN -m ping", "facts": "swiftplay exec PATTERN -m setup",
        "settings": "swiftplay config", "completion": "swiftplay completions",
    ]

    private static func isPlaybook(_ word: String) -> Bool {
        word.hasSuffix(".yml") || word.hasSuffix(".yaml") || word.contains("/") && ControllerPath.exists(word)
    }
}

extension Diagnostic {
    fileprivate static func noCommand(_ word: String, help: String) -> Diagnostic {
        Diagnostic("command", "unknown command", detail: "swiftplay has no command `\(word)`.", help: help)
    }
}
