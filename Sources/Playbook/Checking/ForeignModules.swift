import Values

/// Modules that Ansible or its collections have and swiftplay has not, so that a message can tell them from misspelt names.
enum ForeignModules {
    /// - Parameter name: With or without its collection; every other collection may have a module of any name.
    static func contains(_ name: String) -> Bool {
        let short = name.withoutBuiltinCollection
        if builtin.contains(short) || routed.contains(Substring(short)) { return true }
        return short.split(separator: ".").count >= 3
    }

    /// Whether what stands behind the name is a command line.
    static func takesCommandLine(_ name: String) -> Bool {
        ["win_command", "win_shell"].contains(name.hasPrefix(windows) ? String(name.dropFirst(windows.count)) : name)
    }

    private static let windows = "ansible.windows."

    /// Source: the list of `ansible.builtin` in Ansible's documentation, release 2.18, without what swiftplay has.
    private static let builtin: Set<String> = [
        "mount_facts", "subversion", "sysvinit",
    ]
}
