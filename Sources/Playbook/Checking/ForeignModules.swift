/// Modules that Ansible or its collections have, so that a message can tell them from misspelt names.
enum ForeignModules {
    static func contains(_ name: String) -> Bool {
        let short = name.withoutBuiltinCollection
        if builtin.contains(short) || frequent.contains(short) { return true }
        let parts = name.split(separator: ".")
        return parts.count == 3
            && (collections.contains("\(parts[0]).\(parts[1])") || namespaces.contains(String(parts[0])))
    }

    /// Source: the list of `ansible.builtin` in Ansible's documentation, release 2.18.
    private static let builtin: Set<String> = [
        "add_host", "apt", "apt_key", "apt_repository", "assemble", "assert", "async_status", "blockinfile", "command",
        "copy", "cron", "deb822_repository", "debconf", "debug", "dnf", "dnf5", "dpkg_selections", "expect", "fail",
        "fetch", "file", "find", "gather_facts", "get_url", "getent", "git", "group", "group_by", "hostname",
        "import_playbook", "import_role", "import_tasks", "include_role", "include_tasks", "include_vars", "iptables",
        "known_hosts", "lineinfile", "meta", "mount_facts", "package", "package_facts", "pause", "ping", "pip", "raw",
        "reboot", "replace", "rpm_key", "script", "service", "service_facts", "set_fact", "set_stats", "setup", "shell",
        "slurp", "stat", "subversion", "systemd", "systemd_service", "sysvinit", "tempfile", "template", "unarchive",
        "uri", "user", "validate_argument_spec", "wait_for", "wait_for_connection", "yum", "yum_repository",
    ]

    /// Modules of collections that people call by their short names.
    private static let frequent: Set<String> = [
        "acl", "alternatives", "apache2_module", "apk", "archive", "at", "authorized_key", "composer", "docker_compose",
        "docker_container", "docker_image", "docker_login", "docker_network", "docker_volume", "ec2", "ec2_group",
        "filesystem", "firewalld", "gem", "git_config", "grafana_datasource", "helm", "homebrew", "htpasswd",
        "ini_file",
        "java_cert", "k8s", "ldap_entry", "locale_gen", "lvg", "lvol", "mail", "make", "modprobe", "mongodb_user",
        "mount", "mysql_db", "mysql_query", "mysql_user", "nmcli", "npm", "openssl_certificate", "openssl_csr",
        "openssl_privatekey", "osx_defaults", "pacman", "pam_limits", "pamd", "parted", "patch", "pkgng", "portage",
        "postgresql_db", "postgresql_ext", "postgresql_privs", "postgresql_user", "rabbitmq_user", "rabbitmq_vhost",
        "redis", "seboolean", "sefcontext", "selinux", "seport", "snap", "ssh_config", "sudoers", "supervisorctl",
        "synchronize", "sysctl", "terraform", "timezone", "ufw", "win_command", "win_copy", "win_feature", "win_file",
        "win_package", "win_regedit", "win_service", "win_shell", "win_template", "win_user", "x509_certificate", "xml",
        "zypper", "zypper_repository",
    ]

    private static let namespaces: Set<String> = [
        "amazon", "azure", "chocolatey", "cisco", "community", "containers", "fortinet", "google", "hetzner",
        "junipernetworks", "kubernetes", "microsoft", "netapp", "openstack", "theforeman", "vmware",
    ]

    private static let collections: Set<String> = [
        "ansible.posix", "ansible.windows", "ansible.netcommon", "ansible.utils", "ansible.controller", "ansible.mysql",
        "cloud.common", "cloud.terraform", "gluster.gluster", "grafana.grafana", "ngine_io.cloudstack", "ovirt.ovirt",
        "redhat.insights", "redhat.openshift_virtualization",
    ]
}
