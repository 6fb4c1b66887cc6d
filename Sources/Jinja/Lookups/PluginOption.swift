import Values

/// An option of one of Ansible's plugins, as `lookup('config', …, plugin_type=…, plugin_name=…)` asks for it.
///
/// Source: the variables and defaults in the documentation of Ansible's plugins.
struct PluginOption {
    /// Of several the last that is set holds.
    let variables: [String]
    /// The settings that hold where no variable says anything; the first that somebody wrote.
    var settings: [String] = []
    var fallback = Value.null

    static func named(_ name: String, ofType type: String, plugin: String) -> PluginOption? {
        switch (type, plugin) {
        case ("connection", "ssh"): connection[name]
        case ("shell", "sh"): shell[name]
        case ("become", "sudo"), ("become", "su"), ("become", "doas"): become(name, plugin)
        default: nil
        }
    }

    private static let connection: [String: PluginOption] = [
        "remote_user": PluginOption(
            variables: ["ansible_user", "ansible_ssh_user"], settings: ["DEFAULT_REMOTE_USER"]),
        "port": PluginOption(variables: ["ansible_port", "ansible_ssh_port"], settings: ["DEFAULT_REMOTE_PORT"]),
        "host": PluginOption(variables: ["inventory_hostname", "ansible_host", "ansible_ssh_host"]),
        "private_key_file": PluginOption(
            variables: ["ansible_private_key_file", "ansible_ssh_private_key_file"],
            settings: ["DEFAULT_PRIVATE_KEY_FILE"]),
        "timeout": PluginOption(variables: ["ansible_ssh_timeout"], settings: ["DEFAULT_TIMEOUT"], fallback: 10),
        "host_key_checking": PluginOption(
            variables: ["ansible_host_key_checking", "ansible_ssh_host_key_checking"], settings: ["HOST_KEY_CHECKING"],
            fallback: true),
        "ssh_args": PluginOption(variables: ["ansible_ssh_args"], settings: ["ssh_args"]),
        "ssh_common_args": PluginOption(
            variables: ["ansible_ssh_common_args"], settings: ["ssh_common_args"], fallback: ""),
        "ssh_extra_args": PluginOption(
            variables: ["ansible_ssh_extra_args"], settings: ["ssh_extra_args"], fallback: ""),
        "sftp_extra_args": PluginOption(
            variables: ["ansible_sftp_extra_args"], settings: ["sftp_extra_args"], fallback: ""),
        "scp_extra_args": PluginOption(
            variables: ["ansible_scp_extra_args"], settings: ["scp_extra_args"], fallback: ""),
        "ssh_transfer_method": PluginOption(
            variables: ["ansible_ssh_transfer_method"], settings: ["ssh_transfer_method"], fallback: "smart"),
        "reconnection_retries": PluginOption(
            variables: ["ansible_ssh_retries"], settings: ["reconnection_retries"], fallback: 0),
        "pipelining": PluginOption(
            variables: ["ansible_pipelining", "ansible_ssh_pipelining"], settings: ["pipelining"], fallback: false),
    ]

    private static let shell: [String: PluginOption] = [
        "remote_tmp": PluginOption(
            variables: ["ansible_remote_tmp"], settings: ["remote_tmp"], fallback: "~/.ansible/tmp")
    ]

    private static func become(_ name: String, _ plugin: String) -> PluginOption? {
        let variables = ["ansible_\(name)", "ansible_\(plugin)_\(name.replacing("become_", with: ""))"]
        let own = "\(plugin).\(name)"
        return switch name {
        case "become_user":
            PluginOption(variables: variables, settings: [own, "DEFAULT_BECOME_USER"], fallback: "root")
        case "become_exe":
            PluginOption(variables: variables, settings: [own, "DEFAULT_BECOME_EXE"], fallback: .string(plugin))
        case "become_flags": PluginOption(variables: variables, settings: [own, "DEFAULT_BECOME_FLAGS"])
        default: nil
        }
    }
}
