import Foundation

/// Where things are in the checkout that the tests belong to, and in its environment.
enum Checkout {
    static let path = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static let environment = ProcessInfo.processInfo.environment

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Whether the service that the playbooks deploy has been built.
    static let hasService = exists(path + "/dist/model-service")

    /// Whether there are hosts to run on: `scripts/test` starts them.
    static let hasLab = environment["SWIFTPLAY_LAB"] != nil && environment["LAB_STATE"] != nil

    /// The Python that ansible-core is installed for.
    static let python = environment["SWIFTPLAY_PYTHON"]

    /// `ansible-playbook` beside the Python of `SWIFTPLAY_PYTHON`.
    static let ansible: String? = {
        let folder = environment["SWIFTPLAY_PYTHON"].map { URL(filePath: $0).deletingLastPathComponent().path }
        let program = (folder ?? path + "/.build/venv/bin") + "/ansible-playbook"
        return exists(program) ? program : nil
    }()
}
