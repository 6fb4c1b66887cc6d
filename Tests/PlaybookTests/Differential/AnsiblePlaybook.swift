import Foundation
import Testing

/// `ansible-playbook` beside the Python of `SWIFTPLAY_PYTHON`, or in `.build/venv`.
enum AnsiblePlaybook {
    static let path: String? = {
        let python = ProcessInfo.processInfo.environment["SWIFTPLAY_PYTHON"]
        let folder = python.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } ?? ".build/venv/bin"
        let path = folder + "/ansible-playbook"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    /// Runs a playbook of a project on this machine and returns what it printed.
    static func run(_ project: Project, _ arguments: [String] = []) throws -> String {
        try Data().write(to: URL(fileURLWithPath: project.path + "/ansible.cfg"))
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.currentDirectoryURL = URL(fileURLWithPath: project.path)
        process.arguments = ["-i", "hosts", "site.yml"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging([
            "ANSIBLE_NOCOLOR": "1", "ANSIBLE_LOCALHOST_WARNING": "0", "ANSIBLE_CONFIG": project.path + "/ansible.cfg",
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_LOCAL_TEMP": project.path + "/tmp", "ANSIBLE_ROLES_PATH": project.path + "/shared",
        ]) { _, ours in ours }
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }

    /// An inventory whose one host is this machine.
    static var inventory: String {
        "h ansible_connection=local ansible_python_interpreter={{ansible_playbook_python}}\n"
    }
}
