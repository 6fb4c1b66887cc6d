package import Jinja
package import ModuleKit
import Values

extension Task {
    /// What `module_defaults` around the task give to its module, rendered; what the task itself says wins over it.
    ///
    /// Source: Ansible's page "Module defaults": the innermost wins, and a module's own entry over one of a group.
    package func moduleDefaults(for doc: ModuleDoc, _ templar: Templar) throws(TemplateError) -> [GivenArgument] {
        try moduleDefaults(templar, of: doc.allNames.contains) { $0.hasPrefix("group/") && doc.isInGroup($0) }
    }

    /// What they give to a module that the task's own hands on to, which has these names.
    package func moduleDefaults(of names: [String], _ templar: Templar) throws(TemplateError) -> [GivenArgument] {
        try moduleDefaults(templar, of: names.contains) { _ in false }
    }

    private func moduleDefaults(
        _ templar: Templar, of isOwn: (String) -> Bool, orGroup isOfGroup: (String) -> Bool
    ) throws(TemplateError) -> [GivenArgument] {
        var groups: Mapping = [:]
        var own: Mapping = [:]
        for written in settings(.moduleDefaults).flatMap(\.items) {
            guard let entries = try templar.resolve(written.value)?.map else { continue }
            for (name, arguments) in entries {
                guard let name = name.text, let arguments = arguments.map else { continue }
                if isOwn(name) { own.merge(arguments) }
                if isOfGroup(name) { groups.merge(arguments) }
            }
        }
        return groups.merging(own).compactMap { entry in entry.key.text.map { GivenArgument($0, entry.value) } }
    }

    /// Whether something may be given to one of these modules, going by what is written.
    package func mayHaveDefaults(of names: Set<String>) -> Bool {
        settings(.moduleDefaults).flatMap(\.items).contains { written in
            written.value.map?.contains { entry in entry.key.text.map(names.contains) ?? true } ?? true
        }
    }

    /// The defaults that can be told before the run, without those the task overrides; incomplete where templates or
    /// groups leave them open.
    func literalModuleDefaults(for doc: ModuleDoc, given: [GivenArgument]) -> (
        arguments: [GivenArgument], isComplete: Bool
    ) {
        let names = Set(given.map(\.name))
        var defaults: Mapping = [:]
        var isComplete = !(doc.handsOnTo.map { mayHaveDefaults(of: $0.allNames) } ?? false)
        for written in settings(.moduleDefaults).flatMap(\.items) {
            guard let entries = written.value.map else {
                isComplete = false
                continue
            }
            for (name, arguments) in entries
            where name.text.map({ doc.allNames.contains($0) || $0.hasPrefix("group/") }) ?? true {
                guard let name = name.text, !name.hasPrefix("group/"), let arguments = arguments.map else {
                    isComplete = false
                    continue
                }
                defaults.merge(arguments)
            }
        }
        let arguments = defaults.compactMap { entry -> GivenArgument? in
            guard let name = entry.key.text, !names.contains(name) else { return nil }
            return GivenArgument(name, entry.value)
        }
        return (arguments, isComplete)
    }
}

extension ModuleDoc {
    /// Whether a name such as `group/openstack.cloud.openstack` or `group/os` means this module: groups are named
    /// after collections.
    fileprivate func isInGroup(_ group: String) -> Bool {
        let name = group.dropFirst("group/".count)
        return name.hasPrefix(collection + ".") || Self.formerGroups[String(name)] == collection
    }

    private static let formerGroups = [
        "os": "openstack.cloud", "docker": "community.docker", "k8s": "kubernetes.core", "aws": "amazon.aws",
    ]
}
