import Values

/// A setting of Ansible that has no effect here. It is known so that it can be told from a misspelt one, and for
/// `lookup('config')`.
struct IneffectiveSetting: DeclaredSetting {
    enum Reason: Sendable {
        /// Plugins written in Python do not run.
        case python
        /// It would change something, and a person must hear that it does not.
        case untaken
        /// It is about something that is not here.
        case pointless
    }

    let name: String
    let keys: [String]
    let variables: [String]
    /// As the table has it: only who asks for the setting reads it.
    private let writtenFallback: Substring
    let reason: Reason

    /// - Parameter row: Name, keys, variables and default of a table.
    fileprivate init?(_ row: Substring, _ reason: Reason) {
        let columns = row.utf8.split(separator: UInt8(ascii: " "), maxSplits: 3).map { Substring($0) }
        guard columns.count == 4 else { return nil }
        name = String(columns[0])
        keys = Self.list(columns[1]).map { $0.hasPrefix(".") ? "defaults\($0)" : $0 }
        variables = Self.variables(columns[2], key: keys[0])
        writtenFallback = columns[3]
        self.reason = reason
    }

    private static func variables(_ column: Substring, key: String) -> [String] {
        switch column {
        case "-": []
        case "=": ["ANSIBLE_\(key.drop { $0 != "." }.dropFirst().uppercased())"]
        default: list(column)
        }
    }

    private static func list(_ column: Substring) -> [String] {
        column.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
    }

    private var fallback: Value {
        guard writtenFallback.hasPrefix("@") else {
            return (try? JSONReader.value(of: String(writtenFallback))) ?? .null
        }
        let kind = writtenFallback.dropFirst()
        return ["~/.ansible/plugins/\(kind)", "/usr/share/ansible/plugins/\(kind)"].settingValue
    }

    var option: String? { nil }
    var help: String { "Has no effect here." }
    var usual: Value { fallback }
    var expectation: String { "" }

    /// As the kind of the default says.
    func value(in configuration: AnsibleConfiguration) -> Value {
        let fallback = fallback
        guard let written = configuration.written(self) else { return fallback }
        return switch fallback {
        case .bool: Bool(setting: written)?.settingValue ?? fallback
        case .int: Int(setting: written)?.settingValue ?? fallback
        case .list: [String](setting: written)?.settingValue ?? fallback
        default: .string(written.text.unquoted)
        }
    }

    func mistake(in configuration: AnsibleConfiguration) -> Diagnostic? {
        guard let written = configuration.written(self), value(in: configuration) != fallback else { return nil }
        switch reason {
        case .pointless: return nil
        case .untaken: return .untakenSetting(written, help: nil)
        case .python: return .untakenSetting(written, help: "plugins written in Python do not run")
        }
    }
}

extension Diagnostic {
    fileprivate static func untakenSetting(_ written: WrittenSetting, help: String?) -> Diagnostic {
        Diagnostic(
            "config", "setting without effect", severity: .notice,
            detail: "\(written.label) has no effect here.", at: written.span, help: help)
    }
}

/// The settings of Ansible 2.18 and its plugins that are not ours.
///
/// Each line has the name, the keys (those that begin with a period are of `[defaults]`), the variables (`=` is
/// `ANSIBLE_` and the key, `-` none) and the default; `@x` are the folders of plugins of the kind x.
extension IneffectiveSetting {
    static let all: [IneffectiveSetting] = [
        (pythonTable, .python), (untakenTable, .untaken), (pointlessTable, .pointless),
    ].flatMap { (table: String, reason: Reason) in
        table.utf8.split(separator: UInt8(ascii: "\n")).compactMap { IneffectiveSetting(Substring($0), reason) }
    }

    /// Of plugins in Python.
    private static let pythonTable = """
        DOC_FRAGMENT_PLUGIN_PATH .doc_fragment_plugins = @doc_fragments
        BECOME_PLUGIN_PATH .become_plugins = @become
        DEFAULT_CACHE_PLUGIN_PATH .cache_plugins = @cache
        DEFAULT_CALLBACK_PLUGIN_PATH .callback_plugins = @callback
        DEFAULT_CLICONF_PLUGIN_PATH .cliconf_plugins = @cliconf
        DEFAULT_CONNECTION_PLUGIN_PATH .connection_plugins = @connection
        DEFAULT_FILTER_PLUGIN_PATH .filter_plugins = @filter
        DEFAULT_HTTPAPI_PLUGIN_PATH .httpapi_plugins = @httpapi
        DEFAULT_INVENTORY_PLUGIN_PATH .inventory_plugins = @inventory
        DEFAULT_LOOKUP_PLUGIN_PATH .lookup_plugins = @lookup
        DEFAULT_NETCONF_PLUGIN_PATH .netconf_plugins = @netconf
        DEFAULT_STRATEGY_PLUGIN_PATH .strategy_plugins = @strategy
        DEFAULT_TERMINAL_PLUGIN_PATH .terminal_plugins = @terminal
        DEFAULT_TEST_PLUGIN_PATH .test_plugins = @test
        DEFAULT_VARS_PLUGIN_PATH .vars_plugins = @vars
        """

    /// What would change something, and does not.
    private static let untakenTable = """
        LOG_VERBOSITY .log_verbosity = null
        DEFAULT_EXECUTABLE .executable = "/bin/sh"
        DEFAULT_JINJA2_EXTENSIONS .jinja2_extensions = []
        DEFAULT_LOG_FILTER .log_filter = []
        DEFAULT_NULL_REPRESENTATION .null_representation = null
        DEFAULT_UNDEFINED_VAR_BEHAVIOR .error_on_undefined_vars = true
        INVENTORY_IGNORE_EXTS .inventory_ignore_extensions,inventory.ignore_extensions ANSIBLE_INVENTORY_IGNORE []
        INVENTORY_IGNORE_PATTERNS .inventory_ignore_patterns,inventory.ignore_patterns ANSIBLE_INVENTORY_IGNORE_REGEX []
        INVENTORY_UNPARSED_IS_FAILED inventory.unparsed_is_failed ANSIBLE_INVENTORY_UNPARSED_FAILED false
        MAX_FILE_SIZE_FOR_DIFF .max_diff_size = 104448
        INJECT_FACTS_AS_VARS .inject_facts_as_vars ANSIBLE_INJECT_FACT_VARS true
        PLAYBOOK_VARS_ROOT .playbook_vars_root = "top"
        PLUGIN_FILTERS_CFG .plugin_filters_cfg - null
        VARIABLE_PRECEDENCE .precedence = []
        YAML_FILENAME_EXTENSIONS .yaml_valid_extensions ANSIBLE_YAML_FILENAME_EXT [".yml",".yaml",".json"]
        VERBOSE_TO_STDERR .verbose_to_stderr = false
        prompt_l10n doas_become_plugin.localized_prompts ANSIBLE_DOAS_PROMPT_L10N []
        prompt_l10n su_become_plugin.localized_prompts ANSIBLE_SU_PROMPT_L10N []
        summary_only callback_profile_roles.summary_only PROFILE_ROLES_SUMMARY_ONLY false
        """

    /// Of things that are not here, so that nobody misses what they say.
    private static let pointlessTable = """
        ALLOW_BROKEN_CONDITIONALS .allow_broken_conditionals = true
        ANSIBLE_HOME .home = "~/.ansible"
        ANSIBLE_CONNECTION_PATH persistent_connection.ansible_connection_path ANSIBLE_CONNECTION_PATH null
        ANSIBLE_COW_SELECTION .cow_selection = "default"
        ANSIBLE_COW_ACCEPTLIST .cowsay_enabled_stencils ANSIBLE_COW_ACCEPTLIST []
        ANSIBLE_NOCOWS .nocows = false
        ANSIBLE_COW_PATH .cowpath ANSIBLE_COW_PATH null
        ANSIBLE_PIPELINING .pipelining,connection.pipelining = false
        BECOME_ALLOW_SAME_USER privilege_escalation.become_allow_same_user = false
        AGNOSTIC_BECOME_PROMPT privilege_escalation.agnostic_become_prompt = true
        COLLECTIONS_SCAN_SYS_PATH .collections_scan_sys_path = true
        COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH .collections_on_ansible_version_mismatch = "warning"
        COLOR_DEPRECATE colors.deprecate ANSIBLE_COLOR_DEPRECATE "purple"
        COLOR_HIGHLIGHT colors.highlight ANSIBLE_COLOR_HIGHLIGHT "white"
        COLOR_CONSOLE_PROMPT colors.console_prompt ANSIBLE_COLOR_CONSOLE_PROMPT "white"
        COLOR_DOC_MODULE colors.doc_module ANSIBLE_COLOR_DOC_MODULE "yellow"
        COLOR_DOC_REFERENCE colors.doc_reference ANSIBLE_COLOR_DOC_REFERENCE "magenta"
        COLOR_DOC_LINK colors.doc_link ANSIBLE_COLOR_DOC_LINK "cyan"
        COLOR_DOC_DEPRECATED colors.doc_deprecated ANSIBLE_COLOR_DOC_DEPRECATED "magenta"
        COLOR_DOC_CONSTANT colors.doc_constant ANSIBLE_COLOR_DOC_CONSTANT "dark gray"
        COLOR_DOC_PLUGIN colors.doc_plugin ANSIBLE_COLOR_DOC_PLUGIN "yellow"
        ACTION_WARNINGS .action_warnings = true
        LOCALHOST_WARNING .localhost_warning = true
        INVENTORY_UNPARSED_WARNING inventory.inventory_unparsed_warning = true
        DEFAULT_ALLOW_UNSAFE_LOOKUPS .allow_unsafe_lookups - false
        DEFAULT_DEBUG .debug = false
        DEFAULT_INTERNAL_POLL_INTERVAL .internal_poll_interval - 0.001
        DEFAULT_KEEP_REMOTE_FILES .keep_remote_files = false
        DEFAULT_LIBVIRT_LXC_NOSECLABEL selinux.libvirt_lxc_noseclabel = false
        DEFAULT_LOCAL_TMP .local_tmp ANSIBLE_LOCAL_TEMP "~/.ansible/tmp"
        DEFAULT_MODULE_COMPRESSION .module_compression - "ZIP_DEFLATED"
        DEFAULT_NO_TARGET_SYSLOG .no_target_syslog = false
        DEFAULT_SELINUX_SPECIAL_FS selinux.special_context_filesystems \
            ANSIBLE_SELINUX_SPECIAL_FS ["fuse","nfs","vboxsf","ramfs","9p","vfat"]
        ENABLE_TASK_DEBUGGER .enable_task_debugger = false
        TASK_DEBUGGER_IGNORE_ERRORS .task_debugger_ignore_errors = true
        DEFAULT_SU .su = false
        DEFAULT_SYSLOG_FACILITY .syslog_facility = "LOG_USER"
        DEPRECATION_WARNINGS .deprecation_warnings = true
        DEVEL_WARNING .devel_warning = true
        DOCSITE_ROOT_URL .docsite_root_url - "https://docs.ansible.com/ansible-core/"
        FACTS_MODULES .facts_modules = ["smart"]
        GALAXY_IGNORE_CERTS galaxy.ignore_certs ANSIBLE_GALAXY_IGNORE false
        GALAXY_SERVER_TIMEOUT galaxy.server_timeout ANSIBLE_GALAXY_SERVER_TIMEOUT 60
        GALAXY_ROLE_SKELETON galaxy.role_skeleton ANSIBLE_GALAXY_ROLE_SKELETON null
        GALAXY_ROLE_SKELETON_IGNORE galaxy.role_skeleton_ignore ANSIBLE_GALAXY_ROLE_SKELETON_IGNORE []
        GALAXY_COLLECTION_SKELETON galaxy.collection_skeleton ANSIBLE_GALAXY_COLLECTION_SKELETON null
        GALAXY_COLLECTION_SKELETON_IGNORE galaxy.collection_skeleton_ignore ANSIBLE_GALAXY_COLLECTION_SKELETON_IGNORE []
        GALAXY_COLLECTIONS_PATH_WARNING galaxy.collections_path_warning ANSIBLE_GALAXY_COLLECTIONS_PATH_WARNING true
        GALAXY_SERVER galaxy.server ANSIBLE_GALAXY_SERVER "https://galaxy.ansible.com"
        GALAXY_SERVER_LIST galaxy.server_list ANSIBLE_GALAXY_SERVER_LIST null
        GALAXY_TOKEN_PATH galaxy.token_path ANSIBLE_GALAXY_TOKEN_PATH "~/.ansible/galaxy_token"
        GALAXY_DISPLAY_PROGRESS galaxy.display_progress ANSIBLE_GALAXY_DISPLAY_PROGRESS false
        GALAXY_CACHE_DIR galaxy.cache_dir ANSIBLE_GALAXY_CACHE_DIR "~/.ansible/galaxy_cache"
        GALAXY_DISABLE_GPG_VERIFY galaxy.disable_gpg_verify ANSIBLE_GALAXY_DISABLE_GPG_VERIFY false
        GALAXY_GPG_KEYRING galaxy.gpg_keyring ANSIBLE_GALAXY_GPG_KEYRING null
        GALAXY_IGNORE_INVALID_SIGNATURE_STATUS_CODES galaxy.ignore_signature_status_codes \
            ANSIBLE_GALAXY_IGNORE_SIGNATURE_STATUS_CODES null
        GALAXY_REQUIRED_VALID_SIGNATURE_COUNT galaxy.required_valid_signature_count \
            ANSIBLE_GALAXY_REQUIRED_VALID_SIGNATURE_COUNT null
        HOST_PATTERN_MISMATCH inventory.host_pattern_mismatch = "warning"
        INVALID_TASK_ATTRIBUTE_FAILED .invalid_task_attribute_failed = true
        INVENTORY_CACHE_ENABLED inventory.cache ANSIBLE_INVENTORY_CACHE false
        INVENTORY_CACHE_PLUGIN inventory.cache_plugin ANSIBLE_INVENTORY_CACHE_PLUGIN null
        INVENTORY_CACHE_PLUGIN_CONNECTION inventory.cache_connection ANSIBLE_INVENTORY_CACHE_CONNECTION null
        INVENTORY_CACHE_PLUGIN_PREFIX inventory.cache_prefix ANSIBLE_INVENTORY_CACHE_PLUGIN_PREFIX "ansible_inventory_"
        INVENTORY_CACHE_TIMEOUT inventory.cache_timeout ANSIBLE_INVENTORY_CACHE_TIMEOUT 3600
        INVENTORY_ENABLED inventory.enable_plugins \
            ANSIBLE_INVENTORY_ENABLED ["host_list","script","auto","yaml","ini","toml"]
        NETWORK_GROUP_MODULES .network_group_modules = []
        MODULE_IGNORE_EXTS .module_ignore_exts = []
        MODULE_STRICT_UTF8_RESPONSE .module_strict_utf8_response = true
        OLD_PLUGIN_CACHE_CLEARING .old_plugin_cache_clear = false
        PAGER .pager ANSIBLE_PAGER,PAGER "less"
        PARAMIKO_HOST_KEY_AUTO_ADD paramiko_connection.host_key_auto_add ANSIBLE_PARAMIKO_HOST_KEY_AUTO_ADD false
        PARAMIKO_LOOK_FOR_KEYS paramiko_connection.look_for_keys ANSIBLE_PARAMIKO_LOOK_FOR_KEYS true
        PERSISTENT_CONTROL_PATH_DIR persistent_connection.control_path_dir \
            ANSIBLE_PERSISTENT_CONTROL_PATH_DIR "~/.ansible/pc"
        PERSISTENT_CONNECT_TIMEOUT persistent_connection.connect_timeout ANSIBLE_PERSISTENT_CONNECT_TIMEOUT 30
        PERSISTENT_CONNECT_RETRY_TIMEOUT persistent_connection.connect_retry_timeout \
            ANSIBLE_PERSISTENT_CONNECT_RETRY_TIMEOUT 15
        PERSISTENT_COMMAND_TIMEOUT persistent_connection.command_timeout ANSIBLE_PERSISTENT_COMMAND_TIMEOUT 30
        PYTHON_MODULE_RLIMIT_NOFILE .python_module_rlimit_nofile = 0
        RETRY_FILES_ENABLED .retry_files_enabled = false
        RETRY_FILES_SAVE_PATH .retry_files_save_path = null
        RUN_VARS_PLUGINS .run_vars_plugins = "demand"
        STRING_TYPE_FILTERS jinja2.dont_type_filters ANSIBLE_STRING_TYPE_FILTERS []
        SYSTEM_WARNINGS .system_warnings = true
        TARGET_LOG_INFO .target_log_info = null
        USE_PERSISTENT_CONNECTIONS .use_persistent_connections = false
        VARIABLE_PLUGINS_ENABLED .vars_plugins_enabled ANSIBLE_VARS_ENABLED ["host_group_vars"]
        WIN_ASYNC_STARTUP_TIMEOUT .win_async_startup_timeout = 5
        NETCONF_SSH_CONFIG netconf_connection.ssh_config ANSIBLE_NETCONF_SSH_CONFIG null
        STRING_CONVERSION_ACTION .string_conversion_action = "warn"
        VALIDATE_ACTION_GROUP_METADATA .validate_action_group_metadata = true
        control_path ssh_connection.control_path ANSIBLE_SSH_CONTROL_PATH null
        control_path_dir ssh_connection.control_path_dir ANSIBLE_SSH_CONTROL_PATH_DIR "~/.ansible/cp"
        pipelining ssh_connection.pipelining ANSIBLE_PIPELINING,ANSIBLE_SSH_PIPELINING false
        pkcs11_provider ssh_connection.pkcs11_provider = ""
        scp_executable ssh_connection.scp_executable = "scp"
        scp_extra_args ssh_connection.scp_extra_args = ""
        sftp_batch_mode ssh_connection.sftp_batch_mode = true
        sftp_executable ssh_connection.sftp_executable = "sftp"
        sftp_extra_args ssh_connection.sftp_extra_args = ""
        ssh_executable ssh_connection.ssh_executable = "ssh"
        ssh_transfer_method ssh_connection.transfer_method ANSIBLE_SSH_TRANSFER_METHOD "smart"
        sshpass_prompt ssh_connection.sshpass_prompt = ""
        use_tty ssh_connection.usetty ANSIBLE_SSH_USETTY true
        admin_users .admin_users = ["root", "toor"]
        common_remote_group .common_remote_group = null
        remote_tmp .remote_tmp ANSIBLE_REMOTE_TEMP,ANSIBLE_REMOTE_TMP "~/.ansible/tmp"
        system_tmpdirs .system_tmpdirs = ["/var/tmp", "/tmp"]
        world_readable_temp .allow_world_readable_tmpfiles ANSIBLE_SHELL_ALLOW_WORLD_READABLE_TEMP false
        """
}
