import Controller
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
    /// What the host was asked for of these.
    package var gathered: Set<FactTopic> = []
    /// What a play gathered by its word and the host was not asked for, because nothing seemed to read it.
    package var owed: Set<FactTopic> = []
    /// Whether a play gathered them, as `gathering = smart` asks.
    package var hasGatheredFacts: Bool { !gathered.isEmpty || !owed.isEmpty }
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
            identity["inventory_dir"] =
                inventoryFile.isHostList ? .null : .string(ControllerPath.parent(of: inventoryFile))
        }
        return identity
    }

    /// The first label of a name; an address as a whole.
    private var shortName: String {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
        return isIPv4 || name.contains(":") ? name : String(name.prefix { $0 != "." })
    }
}

extension String {
    /// Whether an inventory source is a list of hosts on the command line, which lies nowhere.
    package var isHostList: Bool { contains(",") }
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
