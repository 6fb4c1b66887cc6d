import Glibc
import Testing

@testable import ModelService

/// The real executable, started for a test.
final class ServiceProcess: Sendable {
    let pid: pid_t
    let port: Int
    let http: HTTPSocket
    private let log: String

    /// Starts `model-service serve` on a free port and waits until it listens.
    convenience init(
        _ files: ModelFiles, in directory: String, _ options: [String] = [], environment: [String: String] = [:]
    ) async throws {
        var words = ["--weights", files.weights, "--data", files.data ?? ""]
        if let description = files.description { words += ["--model", description] }
        try await self.init(in: directory, words + options, environment: environment)
    }

    /// Starts `model-service serve` with whatever the options name.
    init(in directory: String, _ options: [String], environment: [String: String] = [:]) async throws {
        let log = "\(directory)/log-\(Job.newID().prefix(8))"
        pid = try spawn(
            Places.service, ["serve", "--port", "0"] + options, output: log, errors: log, environment: environment)
        self.log = log
        port = try await Self.port(of: pid, log)
        http = HTTPSocket(port: port)
    }

    var logText: String {
        (try? String(decoding: read(log), as: UTF8.self)) ?? ""
    }

    func signal(_ number: Int32) {
        kill(pid, number)
    }

    /// The exit code, or the signal's number made negative.
    func exitCode() async throws -> Int32 {
        try await waitFor(pid)
    }

    /// Waits until the log has a text.
    func logged(_ text: String) async throws {
        for _ in 0..<500 where !logText.contains(text) { try await Task.sleep(for: .milliseconds(10)) }
        try #require(logText.contains(text), "\(logText)")
    }

    private static func port(of pid: pid_t, _ log: String) async throws -> Int {
        for _ in 0..<1000 {
            let text = (try? String(decoding: read(log), as: UTF8.self)) ?? ""
            let line = text.split(separator: "\n").first { $0.contains("listening on ") }
            if let port = line?.split(separator: ":").last.flatMap({ Int($0) }) { return port }
            try await Task.sleep(for: .milliseconds(10))
        }
        kill(pid, SIGKILL)
        throw HTTPSocket.Failure(what: "the service does not listen", number: 0)
    }
}

/// Runs the executable to its end.
func runService(
    _ words: [String], environment: [String: String] = [:]
) async throws -> (code: Int32, output: String, errors: String) {
    try await runProgram(Places.service, words, environment: environment)
}

/// Runs a program to its end.
func runProgram(
    _ program: String, _ words: [String], environment: [String: String] = [:]
) async throws -> (code: Int32, output: String, errors: String) {
    let directory = TemporaryDirectory()
    let (output, errors) = ("\(directory.path)/out", "\(directory.path)/err")
    let pid = try spawn(program, words, output: output, errors: errors, environment: environment)
    let code = try await waitFor(pid)
    return (code, String(decoding: try read(output), as: UTF8.self), String(decoding: try read(errors), as: UTF8.self))
}

private func waitFor(_ pid: pid_t) async throws -> Int32 {
    try await HTTPSocket.blocking {
        var status: Int32 = 0
        guard waitpid(pid, &status, 0) == pid else { throw HTTPSocket.Failure(what: "waitpid", number: errno) }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }
}

private func spawn(
    _ program: String, _ words: [String], output: String, errors: String, environment: [String: String] = [:]
) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let arguments = ([program] + words).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in arguments + variables { free(pointer) } }
    var pid = pid_t()
    let number = posix_spawn(&pid, program, &actions, nil, arguments, variables)
    guard number == 0 else { throw HTTPSocket.Failure(what: "posix_spawn \(program)", number: number) }
    return pid
}
