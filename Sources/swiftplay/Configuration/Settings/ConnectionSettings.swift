import Connection
import Transport
import Values

/// How hosts are reached.
struct ConnectionSettings: Sendable {
    let transport = Setting(
        "DEFAULT_TRANSPORT", "defaults.transport", variables: "ANSIBLE_TRANSPORT", option: "--connection",
        default: "ssh",
        help: "How hosts are reached: ssh or local.")
    let user = Setting<String?>(
        "DEFAULT_REMOTE_USER", "defaults.remote_user", variables: "ANSIBLE_REMOTE_USER", option: "--user", default: nil,
        help: "The user to log in as.")
    let port = Setting<Int?>(
        "DEFAULT_REMOTE_PORT", "defaults.remote_port", variables: "ANSIBLE_REMOTE_PORT", default: nil,
        help: "The port to connect to.")
    let privateKeyFile = Setting<PathSetting?>(
        "DEFAULT_PRIVATE_KEY_FILE", "defaults.private_key_file", variables: "ANSIBLE_PRIVATE_KEY_FILE",
        option: "--private-key", default: nil,
        help: "The private key for the login.")
    let hostKeyChecking = Setting<ConnectionOptions.HostKeyChecking?>(
        "HOST_KEY_CHECKING", "defaults.host_key_checking", "ssh_connection.host_key_checking",
        variables: "ANSIBLE_HOST_KEY_CHECKING", "ANSIBLE_SSH_HOST_KEY_CHECKING", default: nil,
        help: "Whether unknown host keys are refused; accept-new learns them.")
    let sshArguments = Setting<String?>(
        "ssh_args", "ssh_connection.ssh_args", variables: "ANSIBLE_SSH_ARGS", default: nil,
        help: "Options for ssh(1).")
    let sshCommonArguments = Setting<String?>(
        "ssh_common_args", "ssh_connection.ssh_common_args", variables: "ANSIBLE_SSH_COMMON_ARGS",
        option: "--ssh-common-args", default: nil,
        help: "Options for ssh(1), for every connection.")
    let sshExtraArguments = Setting<String?>(
        "ssh_extra_args", "ssh_connection.ssh_extra_args", variables: "ANSIBLE_SSH_EXTRA_ARGS",
        option: "--ssh-extra-args", default: nil,
        help: "Additional options for ssh(1).")
    let timeout = Setting<Double?>(
        "DEFAULT_TIMEOUT", "defaults.timeout", "ssh_connection.timeout",
        variables: "ANSIBLE_TIMEOUT", "ANSIBLE_SSH_TIMEOUT", option: "--timeout", default: nil,
        help: "Connection timeout in seconds.")
    let retries = Setting<Int?>(
        "reconnection_retries", "ssh_connection.retries", "connection.retries", variables: "ANSIBLE_SSH_RETRIES",
        default: nil,
        help: "How often a failed connection is tried again.")
    let asksPassword = Setting(
        "DEFAULT_ASK_PASS", "defaults.ask_pass", variables: "ANSIBLE_ASK_PASS", option: "--ask-pass", default: false,
        help: "Ask for the login password.")
    let passwordFile = Setting<PathSetting?>(
        "CONNECTION_PASSWORD_FILE", "defaults.connection_password_file", variables: "ANSIBLE_CONNECTION_PASSWORD_FILE",
        option: "--connection-password-file", default: nil,
        help: "A file with the login password.")
    let forks = Setting(
        "DEFAULT_FORKS", "defaults.forks", variables: "ANSIBLE_FORKS", option: "--forks", default: CountSetting(50),
        help: "How many hosts to work on at the same time.")
}

/// Whom tasks become.
struct BecomeSettings: Sendable {
    let isOn = Setting(
        "DEFAULT_BECOME", "privilege_escalation.become", variables: "ANSIBLE_BECOME", option: "--become",
        default: false,
        help: "Run tasks as another user.")
    let user = Setting(
        "DEFAULT_BECOME_USER", "privilege_escalation.become_user", variables: "ANSIBLE_BECOME_USER",
        option: "--become-user", default: "root",
        help: "The user to become; root by default.")
    let method = Setting(
        "DEFAULT_BECOME_METHOD", "privilege_escalation.become_method", variables: "ANSIBLE_BECOME_METHOD",
        option: "--become-method", default: "sudo",
        help: "sudo, su or doas.")
    let executable = Setting<String?>(
        "DEFAULT_BECOME_EXE", "privilege_escalation.become_exe", variables: "ANSIBLE_BECOME_EXE", default: nil,
        help: "The program to become another user by.")
    let flags = Setting<String?>(
        "DEFAULT_BECOME_FLAGS", "privilege_escalation.become_flags", variables: "ANSIBLE_BECOME_FLAGS", default: nil,
        help: "Its options.")
    let asksPassword = Setting(
        "DEFAULT_BECOME_ASK_PASS", "privilege_escalation.become_ask_pass", variables: "ANSIBLE_BECOME_ASK_PASS",
        option: "--ask-become-pass", default: false,
        help: "Ask for the become password.")
    let passwordFile = Setting<PathSetting?>(
        "BECOME_PASSWORD_FILE", "defaults.become_password_file", variables: "ANSIBLE_BECOME_PASSWORD_FILE",
        option: "--become-password-file", default: nil,
        help: "A file with the become password.")
}

/// Whom one method becomes, and how; where it says nothing, what is said of all holds.
struct BecomeMethodSettings: Sendable {
    let user: Setting<String?>
    let password: Setting<Secret?>
    let executable: Setting<String?>
    let flags: Setting<String?>

    init(_ method: Become.Method) {
        let name = method.rawValue
        user = Self.setting(name, "become_user", "user", "USER", help: "The user to become")
        password = Self.setting(name, "become_pass", "password", "PASS", help: "The password to become another user")
        executable = Self.setting(
            name, "become_exe", "executable", "EXE", help: "The program to become another user by")
        flags = Self.setting(
            name, "become_flags", "flags", "FLAGS", help: "The options of the program to become another user by")
    }

    private static func setting<Content>(
        _ method: String, _ name: String, _ key: String, _ word: String, help: String
    ) -> Setting<Content?> {
        Setting(
            "\(method).\(name)", "\(method)_become_plugin.\(key)",
            variables: "ANSIBLE_\(method.uppercased())_\(word)", default: nil, help: "\(help) with \(method).")
    }
}

/// Where vault passwords come from.
struct VaultSettings: Sendable {
    let identity = Setting(
        "DEFAULT_VAULT_IDENTITY", "defaults.vault_identity", variables: "ANSIBLE_VAULT_IDENTITY", default: "default",
        help: "The vault id of a password that is named without one.")
    let identities = Setting<[String]>(
        "DEFAULT_VAULT_IDENTITY_LIST", "defaults.vault_identity_list", variables: "ANSIBLE_VAULT_IDENTITY_LIST",
        option: "--vault-id", default: [],
        help: "A vault password with its vault id: LABEL@FILE, or LABEL@prompt. Can be repeated.")
    let encryptIdentity = Setting<String?>(
        "DEFAULT_VAULT_ENCRYPT_IDENTITY", "defaults.vault_encrypt_identity",
        variables: "ANSIBLE_VAULT_ENCRYPT_IDENTITY", option: "--encrypt-vault-id", default: nil,
        help: "The vault id to encrypt with, if there are several.")
    let salt = Setting<String?>(
        "VAULT_ENCRYPT_SALT", "defaults.vault_encrypt_salt", variables: "ANSIBLE_VAULT_ENCRYPT_SALT", default: nil,
        help: "The salt to encrypt with, so that the same text gives the same file.")
    let matchesLabels = Setting(
        "DEFAULT_VAULT_ID_MATCH", "defaults.vault_id_match", variables: "ANSIBLE_VAULT_ID_MATCH", default: false,
        help: "Try only the password that has the vault id of the file.")
    let passwordFiles = Setting(
        "DEFAULT_VAULT_PASSWORD_FILE", "defaults.vault_password_file", variables: "ANSIBLE_VAULT_PASSWORD_FILE",
        option: "--vault-password-file", default: SourceListSetting([]),
        help: "A file with a vault password, or a program that prints one. Can be repeated.")
    let asksPassword = Setting(
        "DEFAULT_ASK_VAULT_PASS", "defaults.ask_vault_pass", variables: "ANSIBLE_ASK_VAULT_PASS",
        option: "--ask-vault-password", default: false,
        help: "Ask for the vault password.")
    let editor = Setting(
        "EDITOR", "defaults.editor", variables: "ANSIBLE_EDITOR", "EDITOR", default: "vi",
        help: "The editor for vaulted files.")
}
