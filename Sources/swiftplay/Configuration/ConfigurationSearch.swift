import Controller
internal import Glibc
import Playbook
import Values

/// Where ansible.cfg is: what `ANSIBLE_CONFIG` names, then the working directory unless anyone may write to it, then
/// `~/.ansible.cfg`, then `/etc/ansible/ansible.cfg`. Of these one file is read.
///
/// Source: Ansible's page "Configuration settings".
struct ConfigurationSearch {
    private(set) var path: String?
    /// What was passed over, and why.
    private(set) var notices: [Diagnostic] = []

    init(environment: [String: String], workingDirectory: String) {
        path =
            named(environment["ANSIBLE_CONFIG"] ?? "", workingDirectory) ?? local(workingDirectory)
            ?? environment["HOME"].flatMap { Self.existing($0 + "/.ansible.cfg") }
            ?? Self.existing("/etc/ansible/ansible.cfg")
    }

    private mutating func named(_ name: String, _ workingDirectory: String) -> String? {
        guard !name.isEmpty else { return nil }
        let path = ControllerPath.join(workingDirectory, name)
        let found = Self.existing(ControllerPath.isDirectory(path) ? path + "/ansible.cfg" : path)
        if found == nil { notices.append(.noSuchConfiguration(path)) }
        return found
    }

    private mutating func local(_ folder: String) -> String? {
        guard let path = Self.existing(folder + "/ansible.cfg") else { return nil }
        guard !Self.isWritableByAnyone(folder) else {
            notices.append(.openFolder(path))
            return nil
        }
        return path
    }

    private static func existing(_ path: String) -> String? { ControllerPath.exists(path) ? path : nil }

    /// In such a folder anyone could make this user run their programs.
    private static func isWritableByAnyone(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IWOTH != 0
    }
}

extension Diagnostic {
    fileprivate static func noSuchConfiguration(_ path: String) -> Diagnostic {
        Diagnostic(
            "config", "configuration file not found", severity: .notice,
            detail: "ANSIBLE_CONFIG names \(path), which does not exist.")
    }

    fileprivate static func openFolder(_ path: String) -> Diagnostic {
        Diagnostic(
            "config", "untrusted configuration file", severity: .notice,
            detail: "\(path) is not read, because its directory is writable by anyone.",
            help: "chmod o-w the directory, or name the file in ANSIBLE_CONFIG")
    }
}
