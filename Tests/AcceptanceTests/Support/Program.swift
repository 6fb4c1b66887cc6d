import Foundation

/// What a program printed, and how it ended.
struct Finished: Sendable {
    /// The exit code, or 128 and the number of the signal that ended it.
    var code: Int32
    var output: String
    var errors: String

    /// Everything that a person would see.
    var all: String { output + errors }
}

/// A program as a process of its own, for which no thread of the tests waits.
///
/// Foundation's `Process` takes a program for running while one that it left behind runs, as `scripts/lab up` leaves
/// the hosts; waitpid(2) does not.
final class Program: Sendable {
    private let folder: URL
    private let ended: AsyncStream<Int32>
    let identifier: pid_t

    init(
        _ path: String, _ arguments: [String], in directory: String = Checkout.path,
        environment: [String: String] = [:], without removed: [String] = []
    ) throws {
        folder = try Scratch.make("program")
        let all = Checkout.environment.filter { !removed.contains($0.key) }.merging(environment) { _, new in new }
        let child = try Self.spawn([path] + arguments, all.map { "\($0)=\($1)" }, directory, folder)
        let (stream, continuation) = AsyncStream<Int32>.makeStream()
        identifier = child
        ended = stream
        Thread.detachNewThread {
            var status: Int32 = 0
            while waitpid(child, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            continuation.yield(signal == 0 ? status >> 8 & 0xFF : 128 + signal)
            continuation.finish()
        }
    }

    private static func spawn(
        _ arguments: [String], _ environment: [String], _ directory: String, _ folder: URL
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 1, folder.appending(path: "output").path, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, folder.appending(path: "errors").path, flags, 0o600)
        // The shell goes to the directory and then becomes the program.
        let shell = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, directory]
        let words = (shell + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, shell[0], &actions, nil, words, variables)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
        return child
    }

    /// What it has printed so far.
    var output: String { text("output") }

    /// Waits for the end.
    ///
    /// - Parameter seconds: After these it is killed, so that no test hangs.
    func finish(within seconds: Double = 180) async -> Finished {
        let watch = Task { [identifier] in
            try await Task.sleep(for: .seconds(seconds))
            kill(identifier, SIGKILL)
        }
        var code: Int32 = -1
        for await ending in ended { code = ending }
        watch.cancel()
        defer { try? FileManager.default.removeItem(at: folder) }
        return Finished(code: code, output: text("output"), errors: text("errors"))
    }

    func send(signal: Int32) { kill(identifier, signal) }

    private func text(_ name: String) -> String {
        String(decoding: (try? Data(contentsOf: folder.appending(path: name))) ?? Data(), as: UTF8.self)
    }
}

/// Folders of a test's own, which go with it.
enum Scratch {
    static func make(_ purpose: String) throws -> URL {
        let name = "swiftplay-\(purpose)-\(UUID().uuidString)"
        let folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
