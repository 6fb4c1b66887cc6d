import Foundation

/// The built program under test, run as people run it: in the checkout, without a terminal.
enum Swiftplay {
    /// `SWIFTPLAY_BINARY`, or whichever is newer of `dist/swiftplay` and the one built beside the tests.
    static let path: String = {
        if let named = Checkout.environment["SWIFTPLAY_BINARY"] { return named }
        let built = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "swiftplay").path
        return [Checkout.path + "/dist/swiftplay", built].max { age($0) < age($1) } ?? built
    }()

    private static func age(_ path: String) -> Date {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.modificationDate] as? Date ?? .distantPast
    }

    /// What a person's own set-up could change; `swift test`, too, sets some of it.
    private static let personal =
        Checkout.environment.keys.filter { $0.hasPrefix("ANSIBLE_") }
        + ["SSH_AUTH_SOCK", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"]

    static func start(
        _ arguments: [String], in directory: String = Checkout.path, environment: [String: String] = [:]
    ) throws -> Program {
        try Program(
            path, arguments, in: directory, environment: ["HOME": "/nonexistent"].merging(environment) { $1 },
            without: personal)
    }

    static func run(
        _ arguments: String..., in directory: String = Checkout.path, environment: [String: String] = [:]
    ) async throws -> Finished {
        try await start(arguments, in: directory, environment: environment).finish()
    }
}
