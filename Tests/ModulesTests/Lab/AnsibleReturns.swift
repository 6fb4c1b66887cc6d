import ModuleKit
import ModuleTesting
import Values

@testable import Modules

/// The return keys that Ansible's own documentation promises.
enum AnsibleReturns {
    /// Keys that a task of the lab cannot have.
    private static let impossible: [String: String] = [
        "secontext": "the lab's kernel has no SELinux",
        "git_dir_before": "Ansible returns it only when `separate_git_dir` moves the repository",
        "git_dir_now": "as git_dir_before",
    ]

    /// Keys that Ansible documents and does not return.
    private static let unkept: [String: Set<String>] = [
        "authorized_key": ["key_option", "unique"], "docker_image": ["stdout"],
        "parted": ["partition_info"],
    ]

    /// Keys of `get_url` that Ansible gives only if something was transferred.
    private static let ofTransfers: Set<String> = ["checksum_dest", "checksum_src", "src", "status_code"]

    /// What the documentation promises for this result and the result does not hold.
    static func missingKeys(of module: String, _ arguments: [(String, Value)], _ execution: ModuleExecution) -> [String]
    {
        guard execution.failure == nil, let keys = AnsibleDocumentation.pages[module]?.return else { return [] }
        return keys.filter { name, key in
            impossible[name] == nil && !execution.returns(name) && unkept[module]?.contains(name) != true
                && !(module == "get_url" && ofTransfers.contains(name) && !execution.hasTransferred)
                && isPromised(key.returned ?? "", arguments, execution)
        }.map { "\(module) does not return `\($0.key)` (\($0.value.returned ?? ""))" }.sorted()
    }

    private static func isPromised(_ condition: String, _ arguments: [(String, Value)], _ execution: ModuleExecution)
        -> Bool
    {
        let given = Dictionary(arguments.map { ($0.0, $0.1.text ?? "") }, uniquingKeysWith: { $1 })
        let state = given["state"] ?? "present"
        return switch condition {
        case "always", "success", "on success": true
        // Without `src` Ansible names a temporary file of its own.
        case "changed": execution.changed && (given["src"] != nil || execution.keys["src"] != nil)
        case "changed and if backup=yes": execution.changed && given["backup"] == "true" && !execution.backups.isEmpty
        case "dest is defined": given["dest"] != nil
        case "O(state=touch), O(state=hard), O(state=link)": ["touch", "hard", "link"].contains(state)
        case "O(state=absent), O(state=directory), O(state=file)": ["absent", "directory", "file"].contains(state)
        case "When O(state) is C(present)", "When O(state) is V(present)": state == "present"
        case "When O(generate_ssh_key) is V(True)": given["generate_ssh_key"] == "true"
        case "When O(list_files) is V(True)": given["list_files"] == "true"
        case "When O(uid) is passed to the module": given["uid"] != nil && state == "present"
        default: false
        }
    }
}

extension ModuleExecution {
    /// Whether the result holds a key, of the module's own or of those that every task has.
    func returns(_ key: String) -> Bool {
        key == ResultKey.facts.rawValue ? told.facts != nil : keys[key] != nil
    }

    /// Whether a server sent something.
    var hasTransferred: Bool {
        outcomes.contains { if case .downloaded(let download) = $0 { download.response.status == 200 } else { false } }
    }

    /// Where old files were kept.
    var backups: [RemotePath] {
        outcomes.compactMap { if case .written(let backup, _) = $0 { backup } else { nil } }
    }
}
