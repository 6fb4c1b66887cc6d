package import Jinja
package import Values

/// The variables that one task sees on one host.
///
/// Nothing is merged when it is made: a name is looked for, strongest layer first, when a template uses it.
package struct TaskScope: VariableScope {
    /// The layers under the magic variables.
    package let stack: VariableStack
    private let magic: MagicVariables
    /// Stronger than everything: variables of a loop's iteration.
    package var local: Mapping
    /// The facts that the host was not asked for yet; `nil` if there are none.
    private let owed: OwedFacts?
    /// How the task reaches its host, by the names of connection variables; weaker than all layers.
    package var connection: (@Sendable (String) -> Value?)?
    /// Whether this is what `vars` or `hostvars` show, where a text that cannot be rendered stands as it is written.
    package private(set) var showsUnrendered = false
    /// A variable that is still to be set where these are read ahead of time.
    package var pending: PendingVariable?

    /// - Parameters:
    ///   - play: `nil` outside plays, as for `hostvars`.
    ///   - host: `nil` while playbooks are loaded and no host is known.
    ///   - task: `nil` for what a play itself templates.
    ///   - local: Variables of the loop's iteration; see ``LoopIteration``.
    ///   - directory: `playbook_dir`, if it is not that of the play.
    package init(
        run: RunVariables, play: PlayVariables? = nil, host: HostVariables? = nil, task: Task? = nil,
        hosts: any HostDirectory, local: Mapping = [:], directory: String? = nil
    ) {
        stack = Precedence(run: run, play: play, host: host, task: task).stack()
        magic = MagicVariables(
            run: run, play: play, task: task, hosts: hosts, directory: directory ?? play?.play.directory)
        owed = host.flatMap { OwedFacts(of: $0, among: hosts) }
        self.local = local
    }

    package func lookUp(_ name: String) -> Variable? {
        if name == pending?.name { pending?.noteReading() }
        if let value = local[name] { return .value(value) }
        if name == "vars" { return .scope(shown) }
        if let variable = magic.lookUp(name) { return variable }
        if let owed, let fact = owed.lookUp(name, in: stack) { return fact }
        return (stack.lookUp(name) ?? connection?(name)).map { .value($0) }
    }

    /// The same as `vars` or `hostvars` show it.
    var shown: TaskScope {
        var shown = self
        shown.showsUnrendered = true
        return shown
    }

    /// Names among which all are that decide how the host is reached.
    package var controlNames: [String] { local.controlNames + stack.layers.flatMap(\.controlNames) }

    /// Each once, in the order in which Ansible puts them together. Without `vars`, which would hold itself.
    package var names: [String] {
        var known: Set<String> = []
        return (stack.names + magic.names + local.keys.compactMap(\.text)).filter { known.insert($0).inserted }
    }
}
