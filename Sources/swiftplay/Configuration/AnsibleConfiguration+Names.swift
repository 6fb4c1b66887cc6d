import Playbook
import Values

/// Settings by the names that `lookup('config')` takes.
extension AnsibleConfiguration {
    /// What holds for a setting of Ansible's name; `nil` if it is not known here.
    func value(named name: String) -> Value? {
        guard let setting = Self.named[name] else { return nil }
        let written = text(setting.section, setting.key, environment: setting.variable)
        switch setting.fallback {
        case .bool: return written.flatMap { Value.string($0).flag }.map { .bool($0) } ?? setting.fallback
        case .int: return written.flatMap { Int($0) }.map { .int($0) } ?? setting.fallback
        case .list:
            let paths = paths(setting.section, setting.key, environment: setting.variable)
            return paths.isEmpty ? setting.fallback : .list(paths.map { .string($0) })
        default: return written.map { .string($0) } ?? setting.fallback
        }
    }

    private struct Named {
        var section = "defaults"
        let key: String
        let variable: String
        let fallback: Value

        init(_ key: String, in section: String = "defaults", variable: String? = nil, _ fallback: Value) {
            self.section = section
            self.key = key
            self.variable = variable ?? "ANSIBLE_\(key.uppercased())"
            self.fallback = fallback
        }
    }

    private static let named: [String: Named] = [
        "DEFAULT_BECOME": Named("become", in: "privilege_escalation", false),
        "DEFAULT_BECOME_USER": Named("become_user", in: "privilege_escalation", "root"),
        "DEFAULT_BECOME_METHOD": Named("become_method", in: "privilege_escalation", "sudo"),
        "DEFAULT_BECOME_ASK_PASS": Named("become_ask_pass", in: "privilege_escalation", false),
        "DEFAULT_REMOTE_USER": Named("remote_user", .null), "DEFAULT_REMOTE_PORT": Named("remote_port", .null),
        "DEFAULT_TRANSPORT": Named("transport", "ssh"), "DEFAULT_TIMEOUT": Named("timeout", 10),
        "DEFAULT_FORKS": Named("forks", 50), "HOST_KEY_CHECKING": Named("host_key_checking", true),
        "DEFAULT_PRIVATE_KEY_FILE": Named("private_key_file", .null),
        "DEFAULT_VAULT_PASSWORD_FILE": Named("vault_password_file", .null),
        "DEFAULT_GATHERING": Named("gathering", "implicit"), "DEFAULT_JINJA2_NATIVE": Named("jinja2_native", false),
        "DEFAULT_HASH_BEHAVIOUR": Named("hash_behaviour", "replace"),
        "DEFAULT_MANAGED_STR": Named("ansible_managed", "Ansible managed"),
        "DEFAULT_FORCE_HANDLERS": Named("force_handlers", false),
        "ANY_ERRORS_FATAL": Named("any_errors_fatal", false),
        "DISPLAY_SKIPPED_HOSTS": Named("display_skipped_hosts", true),
        "DIFF_ALWAYS": Named("always", in: "diff", variable: "ANSIBLE_DIFF_ALWAYS", false),
        "RETRY_FILES_SAVE_PATH": Named("retry_files_save_path", .null),
        "CACHE_PLUGIN": Named("fact_caching", variable: "ANSIBLE_CACHE_PLUGIN", "memory"),
        "CACHE_PLUGIN_CONNECTION": Named(
            "fact_caching_connection", variable: "ANSIBLE_CACHE_PLUGIN_CONNECTION", .null),
        "CACHE_PLUGIN_TIMEOUT": Named("fact_caching_timeout", variable: "ANSIBLE_CACHE_PLUGIN_TIMEOUT", 86400),
        "DEFAULT_ROLES_PATH": Named(
            "roles_path", ["~/.ansible/roles", "/usr/share/ansible/roles", "/etc/ansible/roles"]),
        "COLLECTIONS_PATHS": Named("collections_path", ["~/.ansible/collections", "/usr/share/ansible/collections"]),
    ]
}
