import ArgumentParser
internal import Glibc
import Report
import Values

/// Where the process begins: the words of the call become a command, and its end an exit code.
@main
enum Program {
    static func main() async {
        let name = ProgramName.current
        do {
            try await run(name.words(CommandLine.arguments.dropFirst()))
        } catch {
            end(with: error, of: name)
        }
    }

    private static func run(_ words: [String]) async throws {
        try CommandWord.check(words)
        var command = try parse(words)
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }

    /// Long options may be shortened as far as they stay clear, as Ansible's programs have it.
    private static func parse(_ words: [String]) throws -> any ParsableCommand {
        do {
            return try Swiftplay.parseAsRoot(words)
        } catch {
            guard let longer = OptionNames(for: words).completed(words, after: Swiftplay.message(for: error)) else {
                throw error
            }
            return try parse(longer)
        }
    }

    private static func end(with error: any Error, of name: ProgramName) -> Never {
        if let diagnostics = error as? Diagnostics {
            Session.tell(diagnostics)
            exit(name.exitCodeOfWrongCalls)
        }
        let code = Swiftplay.exitCode(for: error)
        let text = OptionNames(for: name.words(CommandLine.arguments.dropFirst())).corrected(
            Swiftplay.fullMessage(for: error))
        if !text.isEmpty {
            if code == .success { Terminal.standard.write(text + "\n") } else { Terminal.standard.tell(text + "\n") }
        }
        exit(code == .validationFailure ? name.exitCodeOfWrongCalls : code.rawValue)
    }
}
