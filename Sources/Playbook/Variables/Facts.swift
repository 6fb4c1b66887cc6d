package import Values

/// What is known of a host by asking it, as templates may see it: `ansible_facts.x` and `ansible_x`.
///
/// A host must not steer its own control: names that decide how it is reached or who one becomes there, and names
/// of the engine's own variables, are dropped from the top level, whatever a fact script says.
package struct Facts: Sendable {
    /// By full name, as modules return them: `ansible_distribution`, but also `packages`.
    package let all: Mapping
    /// The same by the names in `ansible_facts`.
    let bare: Mapping
    /// What templates see, `ansible_facts` among it.
    package let variables: Mapping

    /// Nothing known yet; shared by all hosts of which that is true.
    package static let none = Facts([:])

    package init(_ all: Mapping) {
        self.all = all
        bare = Mapping(all.map { (Self.bareName($0.key), $0.value) })
        let visible = all.filter { fact in fact.key.text.map { !Self.isControl($0) } ?? false }
        var variables = Mapping(visible.map { ($0.key, $0.value) })
        variables["ansible_facts"] = .map(bare)
        self.variables = variables
    }

    package func merging(_ more: Mapping) -> Facts { Facts(all.merging(more)) }

    private static func bareName(_ name: Value) -> Value {
        guard let text = name.text, text.hasPrefix("ansible_"), text != "ansible_local" else { return name }
        return .string(String(text.dropFirst("ansible_".count)))
    }

    /// Whether a variable of this name decides about connection, privilege or the engine itself.
    ///
    /// Source: Ansible's `clean_facts`, described in its porting guide for 2.4.
    package static func isControl(_ name: String) -> Bool {
        if controlNames.contains(name) || MagicVariables.names.contains(name) { return true }
        if name.hasPrefix("ansible_ssh_") { return !name.hasPrefix("ansible_ssh_host_key_") }
        let isOfConnection = controlPrefixes.contains { name.hasPrefix($0) }
        return isOfConnection && !name.hasSuffix("_bridge")
            || name.hasPrefix("ansible_") && name.hasSuffix("_interpreter")
    }

    private static let controlPrefixes = [
        "ansible_become_", "ansible_docker_", "ansible_paramiko_", "ansible_local_", "ansible_winrm_", "ansible_psrp_",
        "ansible_sftp_", "ansible_scp_",
    ]

    private static let controlNames: Set<String> = [
        "ansible_become", "ansible_connection", "ansible_connection_user", "ansible_host", "ansible_user",
        "ansible_port", "ansible_password", "ansible_pipelining", "ansible_timeout", "ansible_private_key_file",
        "ansible_shell_executable", "ansible_shell_type", "ansible_module_compression", "ansible_network_os",
        "ansible_remote_tmp", "ansible_facts", "ansible_async_dir", "ansible_host_key_checking",
        "ansible_loop_var", "ansible_index_var", "ansible_loop", "ansible_item_label", "ansible_delegated_vars",
        "ansible_failed_task", "ansible_failed_result",
        "inventory_hostname", "inventory_hostname_short", "inventory_dir", "inventory_file", "group_names",
        "omit", "vars", "hostvars", "environment",
    ]
}
