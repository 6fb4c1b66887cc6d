package import Values

/// Variables that are the same for every host and task of a run.
package struct RunVariables: Sendable {
    /// `--extra-vars`: stronger than everything that files set.
    package let extra: Mapping
    /// `hash_behaviour = merge`.
    package let mergesMappings: Bool
    /// `ansible_check_mode`, `ansible_forks` and the like.
    package let constants: Mapping

    package init(extra: Mapping = [:], mergesMappings: Bool = false, options: RunOptions = RunOptions()) {
        self.extra = extra
        self.mergesMappings = mergesMappings
        constants = options.variables
    }
}

/// What the command line says of a run, as far as playbooks can read it.
package struct RunOptions: Sendable {
    package var checkMode = false
    package var diffMode = false
    package var verbosity = 0
    package var forks = 5
    package var tags: [String] = ["all"]
    package var skippedTags: [String] = []
    /// `--limit`; the variable is not set without it.
    package var limit: String?
    package var configurationFile: String?
    package var inventorySources: [String] = []
    /// The path of the program, in place of the Python interpreter that playbooks expect here.
    package var executable = "swiftplay"

    package init() {}

    /// Playbooks ask for it before they use newer features: the version whose behaviour this is.
    package static let version = (major: 2, minor: 18, revision: 19)

    var variables: Mapping {
        var variables: Mapping = [
            "ansible_check_mode": .bool(checkMode), "ansible_diff_mode": .bool(diffMode),
            "ansible_verbosity": .int(verbosity), "ansible_forks": .int(forks), "ansible_run_tags": texts(tags),
            "ansible_skip_tags": texts(skippedTags), "ansible_inventory_sources": texts(inventorySources),
            "ansible_config_file": configurationFile.map { .string($0) } ?? .null,
            "ansible_playbook_python": .string(executable), "ansible_version": Self.versionVariable,
        ]
        if let limit { variables["ansible_limit"] = .string(limit) }
        return variables
    }

    private func texts(_ texts: [String]) -> Value { .list(texts.map { .string($0) }) }

    private static var versionVariable: Value {
        let (major, minor, revision) = version
        let text = "\(major).\(minor).\(revision)"
        return [
            "full": .string(text), "string": .string(text), "major": .int(major), "minor": .int(minor),
            "revision": .int(revision),
        ]
    }
}
