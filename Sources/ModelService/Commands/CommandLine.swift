#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The executable's face: finds the command, runs it, says what went wrong.
package enum ServiceCommandLine {
    /// Runs one call.
    ///
    /// - Parameters:
    ///   - words: The arguments without the program's name.
    /// - Returns: The exit code: 0 done, 1 failed, 64 wrongly called (`EX_USAGE` of sysexits.h).
    package static func run(_ words: [String], environment: [String: String]) async -> Int32 {
        guard let name = words.first, name != "--help", name != "-h", name != "help" else {
            say(help(), to: words.isEmpty ? stderrDescriptor : stdoutDescriptor)
            return words.isEmpty ? usageFailure : 0
        }
        if name == "--version" {
            say("model-service \(serviceVersion)", to: stdoutDescriptor)
            return 0
        }
        guard let command = ServiceCommand.all.first(where: { words.starts(with: $0.words) }) else {
            let names = ServiceCommand.all.map(\.name).joined(separator: ", ")
            let isGroup = ServiceCommand.all.contains { $0.words.count > 1 && $0.words.first == name }
            let given = isGroup ? words.prefix(2).joined(separator: " ") : name
            return fail("unknown command", "There is no command \(given); there are \(names).", usageFailure)
        }
        if words.contains("--help") || words.contains("-h") {
            say(help(command), to: stdoutDescriptor)
            return 0
        }
        return await run(command, Array(words.dropFirst(command.words.count)), environment)
    }

    private static func run(_ command: ServiceCommand, _ words: [String], _ environment: [String: String]) async
        -> Int32
    {
        var settings = Settings(words, for: command, environment: environment)
        do {
            try await command.run(&settings)
            return 0
        } catch let error as UsageError {
            let hint = "hint: model-service \(command.name) --help"
            return fail("invalid command line", error.mistakes.joined(separator: "\n  ") + "\n  \(hint)", usageFailure)
        } catch {
            say("error: \(error)", to: stderrDescriptor)
            return 1
        }
    }

    private static func fail(_ summary: String, _ detail: String, _ code: Int32) -> Int32 {
        say("error: \(summary)\n  \(detail)", to: stderrDescriptor)
        return code
    }

    private static let usageFailure: Int32 = 64
}

let stdoutDescriptor: Int32 = 1
let stderrDescriptor: Int32 = 2

/// Writes text and a newline, unbuffered, so that it is out before whatever happens next.
func say(_ text: String, to descriptor: Int32) {
    try? writeAll(Array("\(text)\n".utf8), to: descriptor, path: "")
}
