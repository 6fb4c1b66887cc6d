package import Values

/// What a play gives to the variables of its tasks, put in order once for the play; all scopes of its tasks hold it.
package final class PlayVariables: Sendable {
    package let play: Play
    /// The play's name, rendered.
    package let name: String
    /// The hosts as they stood when this was made: the runner makes another one when hosts fail or a batch begins.
    package let hosts: PlayHosts
    /// Defaults of the roles that the whole play sees.
    let defaults: [VariableLayer]
    /// `vars`, answers to prompts, `vars_files`, variables of the roles that the whole play sees.
    let layers: [VariableLayer]
    let roleNames: Mapping

    /// - Parameters:
    ///   - prompts: The answers to `vars_prompt`; plain data.
    ///   - files: What `vars_files` hold for the host at hand; see ``PlaybookLoader/variableFiles(of:templar:)``.
    ///   - included: Uses of roles that tasks included so far, in the order in which they came.
    package init(
        _ play: Play, name: String, hosts: PlayHosts = PlayHosts(), prompts: Mapping = [:],
        files: [VariableLayer] = [], included: [RoleUse] = []
    ) {
        self.play = play
        self.name = name
        self.hosts = hosts
        let all = play.roleUses + included
        let uses = all.filter(\.isPublic)
        defaults = uses.flatMap { $0.defaultLayers }
        layers =
            [
                VariableLayer(.playVariables, "vars of the play", play.variables),
                VariableLayer(.prompts, "vars_prompt", prompts),
            ] + files + uses.flatMap { $0.exportedLayers }
        roleNames = Self.roleNames(of: all)
    }

    private static func roleNames(of uses: [RoleUse]) -> Mapping {
        let direct = uses.map(\.name)
        let dependent = uses.flatMap(\.allDependencies).map(\.name).uniqued()
        let all = (dependent + direct).uniqued()
        let list = { (names: [String]) in Value.list(names.map { .string($0) }) }
        return [
            "ansible_role_names": list(all), "ansible_play_role_names": list(direct), "role_names": list(direct),
            "ansible_dependent_role_names": list(dependent),
        ]
    }
}

/// The hosts of a play, by name and in the order of the play.
package struct PlayHosts: Sendable {
    /// All that the play was for: `ansible_play_hosts_all`.
    package var all: [String] = []
    /// Those that have not failed: `ansible_play_hosts`.
    package var active: [String] = []
    /// Those of the present batch of `serial` that have not failed: `ansible_play_batch`.
    package var batch: [String] = []

    package init() {}
}

extension RoleUse {
    /// Defaults of the roles it depends on, then its own.
    var defaultLayers: [VariableLayer] { (allDependencies + [self]).map(\.layers.defaults) }

    /// What the rest of the play sees of `vars/`: of the roles it depends on, then its own.
    var exportedLayers: [VariableLayer] { (allDependencies + [self]).map(\.layers.variables) }
}

/// What one use of a role gives to variables; made once, for many tasks look at it.
struct RoleLayers: Sendable {
    let defaults: VariableLayer
    let variables: VariableLayer
    /// The `vars:` of the entry.
    let entry: VariableLayer
    let parameters: VariableLayer

    init(_ role: Role, entry: Mapping, parameters: Mapping) {
        defaults = VariableLayer(.roleDefaults, "defaults of role \(role.name)", role.defaults)
        variables = VariableLayer(.roleVariables, "vars of role \(role.name)", role.variables)
        self.entry = VariableLayer(.roleVariables, "vars given to role \(role.name)", entry)
        self.parameters = VariableLayer(.roleParameters, "parameters of role \(role.name)", parameters)
    }
}
