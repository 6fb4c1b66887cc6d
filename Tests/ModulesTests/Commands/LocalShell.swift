import Foundation
import ModuleKit
import ModuleTesting

/// Runs the programs of a fake host in a real shell of this machine, to test the shell text of modules.
enum LocalShell {
    static func run(_ command: Command, shell: [String] = ["/bin/sh"]) throws -> CommandOutput {
        let process = Process()
        switch command.form {
        case .arguments(let words), .expanded(let words):
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = words
        case .shell(let text, let executable):
            let words = (executable.map { [$0] } ?? shell) + ["-c", text]
            process.executableURL = URL(filePath: words[0])
            process.arguments = Array(words.dropFirst())
        case .script(let text, let paths):
            let words = shell + ["-c", text, "sh"] + paths.map(\.text)
            process.executableURL = URL(filePath: words[0])
            process.arguments = Array(words.dropFirst())
        }
        if let directory = command.workingDirectory { process.currentDirectoryURL = URL(filePath: directory.text) }
        if let destination = command.unpacksInto {
            let variable = ["SWIFTPLAY_INTO": destination.root.text]
            process.environment = ProcessInfo.processInfo.environment.merging(variable) { $1 }
        }
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
        try process.run()
        try? input.fileHandleForWriting.write(contentsOf: Data(command.input ?? []))
        try input.fileHandleForWriting.close()
        let out = output.fileHandleForReading.readDataToEndOfFile()
        let err = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return CommandOutput(
            exitCode: Int(process.terminationStatus), standardOutput: CapturedOutput([UInt8](out)),
            standardError: CapturedOutput([UInt8](err)))
    }

    /// A fake host whose programs really run, with one directory it shares with this machine.
    static func host(sharing directory: String, shell: [String] = ["/bin/sh"]) -> FakeHost {
        var world = FakeHostWorld()
        world.files.makeDirectories(directory)
        world.onRun { command, _ in try? run(command, shell: shell) }
        return FakeHost(world)
    }

    /// Calls the body with a new directory, which goes afterwards.
    static func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let path = FileManager.default.temporaryDirectory.appending(path: "modules-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    static func contents(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
