import Connection
package import Jinja
package import ModuleKit
package import Playbook
import Transport
package import Values

/// Something a task can do on the controller: it needs the run, not the host.
///
/// An action decides and states its effects on the run as values; the runner takes them. Arguments are declared
/// as those of modules are.
package protocol Action: Documented {
    /// - Throws: the failure of the task on this host.
    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult
}

/// What an action may look at.
package struct ActionContext: Sendable {
    /// Renders with the variables of this task on this host.
    package let templar: Templar
    package let host: String
    package let isCheckMode: Bool
    package let verbosity: Int
    /// The arguments as written, for actions that evaluate expressions rather than values.
    package let given: [GivenArgument]
    package let span: SourceSpan?
    /// Finds and reads files of the controller for this task.
    package let files: any ControllerFiles
    /// The way to the task's host, or to the one it is delegated to.
    let contact: HostContact
    let person: Person
    /// Of the task, as the report heads it.
    let title: String
    /// Seconds since 1970.
    let now: @Sendable () -> Double
}

/// The host of a task, as the few actions reach it that care for it as a whole.
struct HostContact: Sendable {
    let link: HostLink
    let settings: TaskSettings
    let jobs: JobRegistry

    /// Runs a program.
    ///
    /// - Parameter timeout: Seconds for connection and log-in; `nil` for the usual.
    func run(_ command: Command, timeout: Double? = nil) async throws(ConnectionError) -> CommandOutput {
        var route = settings.route
        if let timeout { (route.options.timeout, route.options.retries) = (timeout, 0) }
        let (outcomes, _) = try await link.take([.run(command)], touching: [.everything], about: [], via: route)
        switch outcomes.first {
        case .ran(let output): return output
        case .failed(let failure): throw .lost(failure.message)
        default: throw .lost("the host sent no facts")
        }
    }
}

/// The files of the controller, as an action may read them.
package protocol ControllerFiles: Sendable {
    /// Where a file or directory of the controller is, found as Ansible finds those of `copy`.
    func path(of name: String) throws(ModuleFailure) -> String

    /// A path of the controller, which counts from the directory of the play.
    func path(inPlay path: String) -> String

    /// Reads a file of variables: YAML or JSON, vaulted or not, found as Ansible finds files in `vars/`.
    func variables(in name: String) throws(ModuleFailure) -> (variables: Mapping, path: String)

    /// Reads every file of variables below a directory, in byte order of the paths, skipping those that do not
    /// fit.
    func variables(below directory: String, matching: (_ path: String, _ depth: Int) -> Bool) throws(ModuleFailure)
        -> [(variables: Mapping, path: String)]
}

/// What an action did: return keys, and effects on the run.
package struct ActionResult: Sendable {
    package var fields: Mapping
    package var changed: Bool
    /// For a failure whose fields are to be shown as those of a success are; others throw.
    package var failed = false
    package var effects: [RunEffect]
    /// Whether the report shows the fields even without `-v`.
    package var showsFields: Bool
    package var skipReason: String?
    /// Variables of the host that it brings.
    var facts: Mapping?
    var warnings: [String] = []
    /// Whether no report shows what it brought, as with `no_log`.
    var isSecret = false
    /// Instead of all that: the result of a module that it looked for, or why the host could not be reached.
    private(set) var whole: TaskResult?

    package init(
        fields: Mapping = [:], changed: Bool = false, effects: [RunEffect] = [], showsFields: Bool = false,
        skipReason: String? = nil
    ) {
        self.fields = fields
        self.changed = changed
        self.effects = effects
        self.showsFields = showsFields
        self.skipReason = skipReason
    }
}

extension ActionResult {
    init(unreachable error: ConnectionError) { self.init(.unreachable(error)) }

    init(_ result: TaskResult) {
        self.init()
        whole = result
    }
}

/// A change to the run that an action asks for.
package enum RunEffect: Sendable {
    /// `set_fact`; cacheable facts also become facts of the host.
    case setFacts(Mapping, cacheable: Bool)
    /// `include_vars`.
    case includeVariables(Mapping)
    /// The file's name, rendered; keywords of `apply` are the loader's matter.
    case includeTasks(String)
    case includeRole(RoleRequest)
    case addHost(name: String, groups: [String], variables: Mapping)
    case groupBy(key: String, parents: [String])
    case meta(MetaAction)
    case setStats(StatsToSet)
}
