/// The names of what comes with ansible-core: `copy`, `ansible.builtin.copy` and `ansible.legacy.copy` are one module,
/// and filters, tests and lookups are named alike.
package enum BuiltinCollection {
    package static let name = "ansible.builtin"
    private static let prefixes = ["ansible.builtin.", "ansible.legacy."]

    /// The names of what is called so: short, and with each collection.
    package static func names(of short: String) -> [String] { [short] + prefixes.map { $0 + short } }

    /// The name without the collection; names of other collections stay as they are.
    static func short(_ name: String) -> String {
        for prefix in prefixes where name.hasPrefix(prefix) { return String(name.dropFirst(prefix.count)) }
        return name
    }
}

extension String {
    /// A name without `ansible.builtin.` or `ansible.legacy.`; those of other collections stay as they are.
    package var withoutBuiltinCollection: String { BuiltinCollection.short(self) }
}
