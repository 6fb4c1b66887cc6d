import Values

/// Something a task can name: it has a documentation and declares its arguments with `@Argument`.
package protocol Documented: Decodable, Sendable {
    static var doc: ModuleDoc { get }

    /// What must hold between the arguments. Checked when the playbook is loaded, as far as values are literal, and
    /// again when they are rendered.
    static var rules: [ArgumentRule] { get }

    init()
}

extension Documented {
    package static var rules: [ArgumentRule] { [] }
}

/// A module: what it is called, what it asks of a host, and what it would change there.
///
/// One declaration gives documentation, validation, completion, check, diff and apply. A module never sees a
/// connection: it states questions (``probe``) and, from the answers, the differences (``changes(from:)``).
/// Check mode is not taking the steps; idempotence is that the same probe afterwards gives no changes.
package protocol Module: Documented {
    /// What the probe brings: all that is known of the host when the module decides.
    associatedtype State: Sendable

    /// Checks what the types and rules of the arguments cannot: the grammar of a value. Done before any host is asked.
    func validate() throws(ModuleFailure)

    /// What to ask of the host.
    var probe: Probe<State> { get throws(ModuleFailure) }

    /// What must hold on the host before the module may decide, asked with the probe; it fails where it does not hold.
    var precondition: Probe<Void>? { get }

    /// What to ask after the changes, to learn the state then: the same again, unless that takes several rounds of
    /// which one is enough.
    func recheck(of state: State) throws(ModuleFailure) -> Probe<State>

    /// What differs. Pure: same arguments and state, same changes.
    func changes(from state: State) throws(ModuleFailure) -> [Change]

    /// For a forecast: what a task of the module may touch, going by its arguments alone: the files they name, unless it
    /// says more. It holds for steps whose effect only the host knows, where their ``Change`` does not say it.
    var touches: [Footprint] { get }

    /// For a forecast: the facts that the result brings, by their full names. They are not known where it is not known
    /// what the task will tell.
    var facts: [String] { get }

    /// What it means that a program of the steps ended with a code other than 0; no step behind it was taken. It fails
    /// the task, unless a module says otherwise here.
    ///
    /// - Returns: `nil` if it is no failure, or if ``result(_:)`` tells.
    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<State>) -> ModuleFailure?

    /// What is told of it, beyond whether something changed and how, and the judgement of outcomes that are no failures
    /// of a step.
    ///
    /// - Throws: when an outcome means failure, such as an unexpected status of a URL.
    func result(_ applied: Applied<State>) throws(ModuleFailure) -> ModuleResult
}

extension Module {
    package var precondition: Probe<Void>? { nil }

    package var facts: [String] { [] }
    package func validate() throws(ModuleFailure) {}
    package func recheck(of state: State) throws(ModuleFailure) -> Probe<State> { try probe }

    package func failure(of command: Command, _ output: CommandOutput, in applied: Applied<State>) -> ModuleFailure? {
        ModuleFailure(output.complaint, output: output)
    }
}

/// What happened when a module's changes were made, or would have been made.
package struct Applied<State: Sendable>: Sendable {
    package let before: State
    /// The state afterwards: asked again, forecast in check mode, or `before` if there was nothing to do.
    /// `nil` when it could not be learnt.
    package let after: State?
    package let changes: [Change]
    /// One for each step of all changes, in order; empty in check mode.
    package let outcomes: [StepOutcome]
    package let isCheckMode: Bool

    package init(before: State, after: State?, changes: [Change], outcomes: [StepOutcome], isCheckMode: Bool) {
        self.before = before
        self.after = after
        self.changes = changes
        self.outcomes = outcomes
        self.isCheckMode = isCheckMode
    }

    package var changed: Bool { changes.contains(where: \.counts) }

    /// The outputs of the commands that ran, in order.
    package var outputs: [CommandOutput] {
        outcomes.compactMap { if case .ran(let output) = $0 { output } else { nil } }
    }

    /// Where old files were kept.
    package var backups: [RemotePath] {
        outcomes.compactMap { if case .written(let backup, _) = $0 { backup } else { nil } }
    }
}
