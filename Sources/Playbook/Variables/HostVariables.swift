package import ModuleKit
package import Values

/// All that one host's variables are made of, apart from plays and tasks. The runner keeps one per host.
package struct HostVariables: Sendable {
    /// `inventory_hostname`.
    package let name: String
    /// Group and host variables, the weakest first.
    package var inventory: [VariableLayer]
    /// `group_names`: sorted, without `all`.
    package var groupNames: [String] = []
    /// `inventory_dir` and `inventory_file`: where the host was first named.
    package var inventoryFile: String?
    package var facts = Facts.none
    /// What plays have gathered of these.
    package var gathered: Set<FactTopic> = []
    /// From `include_vars`.
    package var included: Mapping = [:]
    /// From `set_fact` and `register`.
    package var set: Mapping = [:]

    package init(_ name: String, inventory: [VariableLayer] = []) {
        self.name = name
        self.inventory = inventory
    }

    /// The variables that belong to the host itself and that facts cannot change.
    var identity: Mapping {
        var identity: Mapping = [
            "inventory_hostname": .string(name), "inventory_hostname_short": .string(shortName),
            "group_names": .list(groupNames.map { .string($0) }),
        ]
        if let inventoryFile {
            identity["inventory_file"] = .string(inventoryFile)
            // A list of hosts on the command line lies nowhere.
            let isList = inventoryFile.contains(",")
            identity["inventory_dir"] = isList ? .null : .string(LocalPath.parent(of: inventoryFile))
        }
        return identity
    }

    private var shortName: String { String(name.prefix { $0 != "." }) }
}

/// Every host of a run, as `hostvars` and `groups` show them.
package protocol HostDirectory: Sendable {
    /// The present variables of a host; `nil` if there is none of this name.
    func variables(of host: String) -> HostVariables?

    /// In inventory order.
    var hostNames: [String] { get }

    /// The hosts of each group, `all` and `ungrouped` included: the variable `groups`.
    var groups: Mapping { get }
}
