package import Values

/// How strong a variable is by where it was set; a later case wins over an earlier one.
///
/// Source: Ansible's page "Using variables", section on precedence. Inventory levels among themselves are ordered
/// by the inventory.
package enum VariableLevel: Int, Sendable, Comparable, CaseIterable {
    case roleDefaults, inventory, facts, playVariables, prompts, variableFiles, roleVariables, blockVariables
    case taskVariables, includedVariables, setFacts, roleParameters, includeParameters, extraVariables

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Variables that were set together: one file, one `vars:`, the facts of a host.
package struct VariableLayer: Sendable {
    package let level: VariableLevel
    /// Where they come from, for `explain`: `group_vars/web.yml`, `vars of the play`.
    package let source: String
    package let variables: Mapping
    /// The names that may decide how a host is reached. Few layers have any, and it is asked for every execution of a task.
    package let controlNames: [String]

    package init(_ level: VariableLevel, _ source: String, _ variables: Mapping) {
        self.level = level
        self.source = source
        self.variables = variables
        // What a host tells of itself has no such names; see ``Facts``.
        controlNames = level == .facts ? [] : variables.controlNames
    }
}

extension Mapping {
    /// Source: all variables of Ansible's connection and become plugins begin so.
    var controlNames: [String] {
        keys.compactMap { key in key.text.flatMap { $0.utf8.starts(with: "ansible_".utf8) ? $0 : nil } }
    }
}

/// Layers of variables, looked up when a name is used and never merged beforehand.
package struct VariableStack: Sendable {
    /// The weakest first.
    package private(set) var layers: [VariableLayer] = []
    /// `hash_behaviour = merge`: mappings of one name are merged over all layers.
    package let mergesMappings: Bool

    package init(mergesMappings: Bool) { self.mergesMappings = mergesMappings }

    /// Puts a layer over all others; an empty one is left out.
    package mutating func push(_ layer: VariableLayer) {
        if !layer.variables.isEmpty { layers.append(layer) }
    }

    package mutating func push(_ level: VariableLevel, _ source: String, _ variables: Mapping) {
        push(VariableLayer(level, source, variables))
    }

    /// Puts layers over all others that count as one: between them mappings are never merged, as in Ansible.
    mutating func push(joined layers: [VariableLayer]) {
        guard mergesMappings, let last = layers.last else { return layers.forEach { push($0) } }
        let variables = layers.reduce(into: Mapping()) { $0.merge($1.variables) }
        push(VariableLayer(last.level, last.source, variables))
    }

    /// The value that holds for a name, unrendered.
    package func lookUp(_ name: String) -> Value? {
        let key = Value.string(name)
        guard mergesMappings else {
            for layer in layers.reversed() { if let value = layer.variables[key] { return value } }
            return nil
        }
        return layers.lazy.compactMap { $0.variables[key] }.reduce(nil) { merged, value in
            merged?.mergedDeeply(with: value) ?? value
        }
    }

    /// All layers that set a name, the one that holds last.
    package func origins(of name: String) -> [VariableLayer] { layers.filter { $0.variables[name] != nil } }

    /// The weakest first; a name occurs once for each layer that sets it.
    package var names: [String] { layers.flatMap { $0.variables.keys.compactMap(\.text) } }
}
