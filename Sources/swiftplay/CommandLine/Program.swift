import ArgumentParser
internal import Glibc
import Report
import Values

/// Where the process begins: the words of the call become a command, and its end an exit code.
@main
enum Program {
    static func main() async {
        Terminal.keepClosedDescriptors()
        let name = ProgramName.current
        let command: any ParsableCommand
        do {
            let words = name.words(CommandLine.arguments.dropFirst())
            if NamedCommand(words).reachesHosts { RunSetup.prepare() }
            try CommandWord.check(words)
            command = try self.command(words)
        } catch {
            end(with: error, of: name)
        }
        await run(command, of: name)
    }

    /// Long options may be shortened as far as they stay clear, as Ansible's programs have it.
    ///
    /// - Throws: what is wrong with the call, or the help that it asks for.
    private static func command(_ words: [String]) throws -> any ParsableCommand {
        // From the program itself, the parser looks at the options of every command, which takes longer than loading
        // a playbook. What it has to say about a call it says from there: only so does it know the command's full name.
        let named = NamedCommand(words)
        if named.isLast, let command = try? named.type.parseAsRoot(Array(named.arguments)) { return command }
        do {
            return try Swiftplay.parseAsRoot(words)
        } catch {
            guard let longer = OptionNames(for: words).completed(words, after: Swiftplay.message(for: error)) else {
                throw error
            }
            return try command(longer)
        }
    }

    private static func run(_ command: sending any ParsableCommand, of name: ProgramName) async {
        do {
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
            guard Terminal.standard.isWhole else { throw ExitCode.failure }
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch {
            end(with: error, of: name)
        }
    }

    private static func end(with error: any Error, of name: ProgramName) -> Never {
        if let diagnostics = error as? Diagnostics {
            Session.tell(diagnostics)
            exit(name.exitCodeOfWrongCalls)
        }
        let code = Swiftplay.exitCode(for: error)
        let names = OptionNames(for: name.words(CommandLine.arguments.dropFirst()))
        let text = names.corrected(Swiftplay.fullMessage(for: error)) + "\n"
        if code == .success { Terminal.standard.write(text) } else { Terminal.standard.tell(text) }
        guard Terminal.standard.isWhole else { exit(ExitCode.failure.rawValue) }
        exit(code == .validationFailure ? name.exitCodeOfWrongCalls : code.rawValue)
    }
}
