package import ModuleKit
package import Values

/// Everything a ``FakeHost`` is: files, accounts, packages, services, and what its programs answer.
package struct FakeHostWorld: Sendable {
    package var files = FakeHostFiles()
    package var accounts = [Account(name: "root", userID: 0, groupID: 0, home: "/root", shell: "/bin/sh")]
    package var groups = [Group(name: "root", groupID: 0)]
    package var packages: [String: PackageState] = [:]
    package var services: [String: ServiceState] = [:]
    package var facts: Mapping = [:]
    /// Places of programs by name.
    package var programs: [String: String] = [:]
    /// How often jobs are found running before they have ended.
    package var jobLooks = 0
    var jobs: [String: FakeJob] = [:]
    /// What URLs serve.
    package var pages: [String: [UInt8]] = [:]
    /// Asked in order; the first that answers counts. A program nobody knows ends with 127.
    package var answerers: [@Sendable (Command, inout FakeHostWorld) -> CommandOutput?] = []

    package init() {
        answer("true", CommandOutput(exitCode: 0))
        answer("id", printing: "uid=0(root) gid=0(root) groups=0(root)\n")
    }

    /// Lets a program, written as one line, end with the given output.
    package mutating func answer(_ line: String, _ output: CommandOutput) {
        answerers.append { command, _ in command.line == line ? output : nil }
    }

    package mutating func answer(_ line: String, printing text: String, exitCode: Int = 0) {
        answer(line, CommandOutput(exitCode: exitCode, standardOutput: CapturedOutput(text.hostBytes)))
    }

    /// Lets every program that the function knows be run by it, with whatever it does to this world.
    package mutating func onRun(_ body: @escaping @Sendable (Command, inout FakeHostWorld) -> CommandOutput?) {
        answerers.append(body)
    }

    mutating func run(_ command: Command) -> CommandOutput {
        for answerer in answerers {
            if let output = answerer(command, &self) { return output }
        }
        let words = "not known to the fake host: \(command.line)\n"
        return CommandOutput(exitCode: 127, standardError: CapturedOutput(Array(words.utf8)))
    }
}

extension Command {
    /// The program and its arguments, or the text for the shell, as one line.
    package var line: String {
        switch form {
        case .arguments(let words), .expanded(let words): words.joined(separator: " ")
        case .shell(let text, _): text
        case .script(let text, let paths): ([text] + paths.map(\.text)).joined(separator: " ")
        }
    }
}
