import Connection
import Foundation
import Inventory
import Modules
import Playbook
import Report
import Runner
import Synchronization
import Testing
import Values

/// The same playbook, run by Ansible and by us on this machine, reads alike.
@Suite(.enabled(if: Ansible.path != nil, "ansible-playbook is neither beside SWIFTPLAY_PYTHON nor in .build/venv"))
struct ParityTests {
    @Test(arguments: ParityCase.all) func `our report reads as Ansible's`(_ example: ParityCase) async throws {
        let theirs = try NormalReport(Ansible.run(example))
        let ours = try await NormalReport(OurRun.run(example))
        let difference = ours.difference(from: theirs)
        #expect(difference.isEmpty, "\(difference)")
    }
}

/// A playbook below `Parity`; a first line `# arguments:` holds options for the command line.
struct ParityCase: Sendable, CustomTestStringConvertible {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Parity"

    let name: String
    var testDescription: String { name }

    static let all: [ParityCase] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let chosen = ProcessInfo.processInfo.environment["PARITY"]
        return names.filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()
            .filter { chosen == nil || chosen == $0 }.map(ParityCase.init)
    }()

    var arguments: [String] {
        let text = try? String(contentsOfFile: "\(Self.folder)/\(name).yml", encoding: .utf8)
        guard let first = text?.split(separator: "\n").first, first.hasPrefix("# arguments: ") else { return [] }
        return first.dropFirst("# arguments: ".count).split(separator: " ").map(String.init)
    }
}

enum Ansible {
    static let path: String? = {
        let python = ProcessInfo.processInfo.environment["SWIFTPLAY_PYTHON"]
        let folder = python.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } ?? ".build/venv/bin"
        let path = folder + "/ansible-playbook"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    static func run(_ example: ParityCase) throws -> (text: String, exitCode: Int32, scratch: String) {
        let scratch = try Scratch(["ansible.cfg": ""])
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.currentDirectoryURL = URL(fileURLWithPath: ParityCase.folder)
        process.arguments = ["-i", "hosts", example.name + ".yml", "-e", "scratch=\(scratch.path)"] + example.arguments
        process.environment = ProcessInfo.processInfo.environment.merging([
            "ANSIBLE_NOCOLOR": "1", "ANSIBLE_CHECK_MODE_MARKERS": "1", "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_CONFIG": scratch.path + "/ansible.cfg",
            "LC_ALL": "C.UTF-8", "ANSIBLE_LOCAL_TEMP": scratch.path,
        ]) { $1 }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (text, process.terminationStatus, scratch.path)
    }
}

/// The same by the engine, with the modules and the connection of the product.
private enum OurRun {
    static func run(_ example: ParityCase) async throws -> (text: String, exitCode: Int32, scratch: String) {
        let scratch = try Scratch()
        var settings = RunSettings()
        settings.extraVariables = ["scratch": .string(scratch.path)]
        read(example.arguments, into: &settings)
        let loader = PlaybookLoader(
            LoadingContext(
                catalogue: .standard, actions: Actions.catalogue,
                controller: .bare(in: ParityCase.folder, environment: ProcessInfo.processInfo.environment),
                hosts: { _ in [] }, extraVariables: settings.extraVariables))
        let playbook = try loader.load([example.name + ".yml"])
        let secrets = SecretRegistry()
        var shownOptions = ViewOptions()
        shownOptions.verbosity = settings.verbosity
        shownOptions.marksCheckMode = true
        let shown = Mutex(
            (
                view: DefaultView(theme: Theme(isColoured: false), secrets: secrets, options: shownOptions),
                text: ""
            ))
        var options = RunOptions()
        options.checkMode = settings.checkMode
        let now: @Sendable () -> Double = { Date().timeIntervalSince1970 }
        let context = RunContext(
            settings: settings, catalogue: .standard, loader: loader,
            variables: RunVariables(extra: settings.extraVariables, options: options),
            links: LinkPool(connector: StandardConnector(), time: now),
            hosts: HostStore(
                try Inventory.load(sources: [ParityCase.folder + "/hosts"]), workingDirectory: ParityCase.folder),
            secrets: secrets,
            opener: nil,
            now: now,
            emit: { event in shown.withLock { $0.text += $0.view.text(for: event) } })
        let summary = await Run(playbook, context: context).start()
        return (shown.withLock(\.text), summary.exitCode, scratch.path)
    }

    private static func read(_ arguments: [String], into settings: inout RunSettings) {
        var arguments = arguments[...]
        while let option = arguments.popFirst() {
            switch option {
            case "--check": settings.checkMode = true
            case "--diff": settings.diff = true
            case "-v": settings.verbosity = 1
            case "--tags": settings.tags = arguments.popFirst()?.split(separator: ",").map(String.init) ?? []
            case "--skip-tags":
                settings.skippedTags = arguments.popFirst()?.split(separator: ",").map(String.init) ?? []
            case "--start-at-task": settings.startAtTask = arguments.popFirst()
            default: Issue.record("an option that the parity tests do not know: \(option)")
            }
        }
    }
}
