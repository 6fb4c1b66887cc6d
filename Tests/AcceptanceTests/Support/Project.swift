import Foundation

/// A folder with playbooks of a test's own.
struct Project {
    let path: String

    init(_ files: [String: String]) throws {
        path = try Scratch.make("project").path
        for (name, text) in files { try write(text, to: name) }
    }

    func write(_ text: String, to name: String) throws {
        let url = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Finished {
        try await Swiftplay.start(arguments, in: path, environment: environment).finish()
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
