import Connection
import Values

/// How hosts are reached.
struct ConnectionSettings: Sendable {
    let transport = Setting("DEFAULT_TRANSPORT", "defaults.transport", variables: "ANSIBLE_TRANSPORT", default: "ssh")
    let user = Setting<String?>(
        "DEFAULT_REMOTE_USER", "defaults.remote_user", variables: "ANSIBLE_REMOTE_USER", default: nil)
    let port = Setting<Int?>(
        "DEFAULT_REMOTE_PORT", "defaults.remote_port", variables: "ANSIBLE_REMOTE_PORT", default: nil)
    let privateKeyFile = Setting<PathSetting?>(
        "DEFAULT_PRIVATE_KEY_FILE", "defaults.private_key_file", variables: "ANSIBLE_PRIVATE_KEY_FILE", default: nil)
    let hostKeyChecking = Setting<ConnectionOptions.HostKeyChecking?>(
        "HOST_KEY_CHECKING", "defaults.host_key_checking", "ssh_connection.host_key_checking",
        variables: "ANSIBLE_HOST_KEY_CHECKING", "ANSIBLE_SSH_HOST_KEY_CHECKING", default: nil)
    let sshArguments = Setting<String?>(
        "ssh_args", "ssh_connection.ssh_args", variables: "ANSIBLE_SSH_ARGS", default: nil)
    let sshCommonArguments = Setting<String?>(
        "ssh_common_args", "ssh_connection.ssh_common_args", variables: "ANSIBLE_SSH_COMMON_ARGS", default: nil)
    let sshExtraArguments = Setting<String?>(
        "ssh_extra_args", "ssh_connection.ssh_extra_args", variables: "ANSIBLE_SSH_EXTRA_ARGS", default: nil)
    /// Seconds.
    let timeout = Setting<Double?>(
        "DEFAULT_TIMEOUT", "defaults.timeout", "ssh_connection.timeout",
        variables: "ANSIBLE_TIMEOUT", "ANSIBLE_SSH_TIMEOUT", default: nil)
    let retries = Setting<Int?>(
        "reconnection_retries", "ssh_connection.retries", "connection.retries", variables: "ANSIBLE_SSH_RETRIES",
        default: nil)
    let asksPassword = Setting("DEFAULT_ASK_PASS", "defaults.ask_pass", variables: "ANSIBLE_ASK_PASS", default: false)
    let passwordFile = Setting<PathSetting?>(
        "CONNECTION_PASSWORD_FILE", "defaults.connection_password_file", variables: "ANSIBLE_CONNECTION_PASSWORD_FILE",
        default: nil)
    let forks = Setting("DEFAULT_FORKS", "defaults.forks", variables: "ANSIBLE_FORKS", default: CountSetting(50))
}

/// Whom tasks become.
struct BecomeSettings: Sendable {
    let isOn = Setting("DEFAULT_BECOME", "privilege_escalation.become", variables: "ANSIBLE_BECOME", default: false)
    let user = Setting(
        "DEFAULT_BECOME_USER", "privilege_escalation.become_user", variables: "ANSIBLE_BECOME_USER", default: "root")
    let method = Setting(
        "DEFAULT_BECOME_METHOD", "privilege_escalation.become_method", variables: "ANSIBLE_BECOME_METHOD",
        default: "sudo")
    let executable = Setting<String?>(
        "DEFAULT_BECOME_EXE", "privilege_escalation.become_exe", variables: "ANSIBLE_BECOME_EXE", default: nil)
    let flags = Setting<String?>(
        "DEFAULT_BECOME_FLAGS", "privilege_escalation.become_flags", variables: "ANSIBLE_BECOME_FLAGS", default: nil)
    let asksPassword = Setting(
        "DEFAULT_BECOME_ASK_PASS", "privilege_escalation.become_ask_pass", variables: "ANSIBLE_BECOME_ASK_PASS",
        default: false)
    let passwordFile = Setting<PathSetting?>(
        "BECOME_PASSWORD_FILE", "defaults.become_password_file", variables: "ANSIBLE_BECOME_PASSWORD_FILE",
        default: nil)
}

/// Whom one method becomes, and how; where it says nothing, what is said of all holds.
struct BecomeMethodSettings: Sendable {
    let user: Setting<String?>
    let password: Setting<Secret?>
    let executable: Setting<String?>
    let flags: Setting<String?>

    init(_ method: Become.Method) {
        let name = method.rawValue
        user = Self.setting(name, "become_user", "user", "USER")
        password = Self.setting(name, "become_pass", "password", "PASS")
        executable = Self.setting(name, "become_exe", "executable", "EXE")
        flags = Self.setting(name, "become_flags", "flags", "FLAGS")
    }

    private static func setting<Content>(_ method: String, _ name: String, _ key: String, _ word: String)
        -> Setting<Content?>
    {
        Setting(
            "\(method).\(name)", "\(method)_become_plugin.\(key)",
            variables: "ANSIBLE_\(method.uppercased())_\(word)", default: nil)
    }
}

/// Where vault passwords come from.
struct VaultSettings: Sendable {
    let identity = Setting(
        "DEFAULT_VAULT_IDENTITY", "defaults.vault_identity", variables: "ANSIBLE_VAULT_IDENTITY", default: "default")
    let identities = Setting<[String]>(
        "DEFAULT_VAULT_IDENTITY_LIST", "defaults.vault_identity_list", variables: "ANSIBLE_VAULT_IDENTITY_LIST",
        default: [])
    let encryptIdentity = Setting<String?>(
        "DEFAULT_VAULT_ENCRYPT_IDENTITY", "defaults.vault_encrypt_identity",
        variables: "ANSIBLE_VAULT_ENCRYPT_IDENTITY", default: nil)
    let salt = Setting<String?>(
        "VAULT_ENCRYPT_SALT", "defaults.vault_encrypt_salt", variables: "ANSIBLE_VAULT_ENCRYPT_SALT", default: nil)
    let matchesLabels = Setting(
        "DEFAULT_VAULT_ID_MATCH", "defaults.vault_id_match", variables: "ANSIBLE_VAULT_ID_MATCH", default: false)
    let passwordFiles = Setting(
        "DEFAULT_VAULT_PASSWORD_FILE", "defaults.vault_password_file", variables: "ANSIBLE_VAULT_PASSWORD_FILE",
        default: SourceListSetting([]))
    let asksPassword = Setting(
        "DEFAULT_ASK_VAULT_PASS", "defaults.ask_vault_pass", variables: "ANSIBLE_ASK_VAULT_PASS", default: false)
    let editor = Setting("EDITOR", "defaults.editor", variables: "ANSIBLE_EDITOR", "EDITOR", default: "vi")
}
