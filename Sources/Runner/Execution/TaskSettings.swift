import Connection
import Jinja
import ModuleKit
import Playbook
import Values

/// What a task's keywords say for one host and one iteration, rendered.
struct TaskSettings: Sendable {
    var isCheckMode: Bool
    var showsDiff: Bool
    var isHidden: Bool
    var ignoresErrors: Bool
    var ignoresUnreachable: Bool
    var delegate: String?
    /// Where the delegate is reached, if that is not its name.
    var delegateAddress: String?
    var delegatesFacts: Bool
    var environment: Mapping
    /// Seconds for a command of the task; `nil` for no limit.
    var timeout: Double?
    var route: Route
    /// How often it is tried at most: three times after the first with `until`, unless `retries` says otherwise.
    var tries: Int
    /// Seconds between two tries.
    var delay: Double
    /// `nil` unless the task goes on by itself.
    var async: AsyncTerms?
    /// Where its host keeps jobs.
    var jobDirectory: RemotePath

    /// - Parameter local: The variables of the loop's iteration.
    init(_ task: Task, on host: PlayHost, in play: PlayContext, _ templar: Templar, local: Mapping = [:])
        throws(TemplateError)
    {
        let settings = play.run.settings
        isCheckMode = try templar.flag(.checkMode, of: task) ?? settings.checkMode
        showsDiff = try templar.flag(.diff, of: task) ?? settings.diff
        isHidden = try templar.flag(.noLog, of: task) ?? settings.hidesResults
        ignoresErrors = try templar.flag(.ignoreErrors, of: task) ?? false
        ignoresUnreachable = try templar.flag(.ignoreUnreachable, of: task) ?? false
        // A task that is delegated to its own host is not delegated.
        delegate = try templar.text(.delegateTo, of: task).flatMap { $0 == host.name ? nil : $0 }
        if delegate == "" { throw .delegatedToNobody(task) }
        delegatesFacts = try templar.flag(.delegateFacts, of: task) ?? false
        environment = try templar.environment(
            task.settings(.environment), gathersFacts: task.action.traits.contains(.gathersFacts))
        timeout = (try templar.number(.timeout, of: task) ?? settings.taskTimeout).flatMap { $0 > 0 ? $0 : nil }
        let retries = try templar.integer(.retries, of: task) ?? (task.until.isEmpty ? 0 : 3)
        tries = 1 + Swift.max(0, retries)
        delay = try templar.number(.delay, of: task) ?? 5
        async = try AsyncTerms(task, templar, poll: settings.pollInterval)
        let usual = RemotePath.written(settings.jobDirectory)
        jobDirectory = async == nil ? usual : try templar.jobDirectory(else: usual)
        route = try RouteFinder(task: task, host: host, play: play, templar: templar, local: local).route(to: delegate)
        if let delegate, route.options.address != delegate { delegateAddress = route.options.address }
    }

    /// Whose the facts are that a task of the host brings.
    func factsOwner(_ host: String) -> String { delegatesFacts ? delegate ?? host : host }
}

extension Templar {
    /// Where the host keeps its jobs.
    func jobDirectory(else usual: RemotePath) throws(TemplateError) -> RemotePath {
        try lookUp("ansible_async_dir")?.text.map { .written($0) } ?? usual
    }
}

/// Finds the way to the host of a task, or to the one it is delegated to.
struct RouteFinder {
    let task: Task
    let host: PlayHost
    let play: PlayContext
    private let templar: Templar
    private let local: Mapping
    /// See ``TaskScope/controlNames``.
    private let names: [String]?

    init(task: Task, host: PlayHost, play: PlayContext, templar: Templar, local: Mapping) {
        self.task = task
        self.host = host
        self.play = play
        self.local = local
        var templar = templar
        var scope = templar.context.scope as? TaskScope
        names = scope?.controlNames
        // What tells the way cannot depend on it.
        scope?.connection = nil
        if let scope { templar.context.scope = scope }
        self.templar = templar
    }

    /// The way of the task as it is written.
    func route() throws(TemplateError) -> Route {
        let delegate = try templar.text(.delegateTo, of: task)
        return try route(to: delegate == host.name ? nil : delegate)
    }

    func route(to delegate: String?) throws(TemplateError) -> Route {
        let variables = variables(of: delegate)
        let options = try variables.options(for: delegate ?? host.name, defaults: try defaults(delegate))
        return Route(options, as: try variables.become(try becomeKeywords(), defaults: play.run.settings.become))
    }

    /// A delegate is reached by its own variables and those of the play; the task's host says nothing about it.
    private func variables(of delegate: String?) -> ConnectionVariables {
        guard let delegate else { return ConnectionVariables(templar, among: names) }
        var templar = templar
        let scope = play.scope(host, task, delegate: delegate, local: local)
        templar.context.scope = scope
        return ConnectionVariables(templar, among: scope.controlNames)
    }

    private func defaults(_ delegate: String?) throws(TemplateError) -> ConnectionDefaults {
        var defaults = play.run.settings.connection
        let isKnown = delegate.map { play.run.hosts.variables(of: $0) != nil } ?? true
        if let delegate, !isKnown, ["localhost", "127.0.0.1", "::1"].contains(delegate) {
            defaults.connection = "local"
            return defaults
        }
        if let connection = try templar.text(.connection, of: task) { defaults.connection = connection }
        if let user = try templar.text(.remoteUser, of: task) { defaults.user = user }
        if let port = try templar.integer(.port, of: task) { defaults.port = port }
        return defaults
    }

    private func becomeKeywords() throws(TemplateError) -> BecomeKeywords {
        var keywords = BecomeKeywords()
        keywords.become = try templar.flag(.become, of: task)
        keywords.method = try templar.text(.becomeMethod, of: task)
        keywords.user = try templar.text(.becomeUser, of: task)
        keywords.flags = try templar.text(.becomeFlags, of: task)
        keywords.executable = try templar.text(.becomeExe, of: task)
        return keywords
    }
}

extension ConnectionVariables {
    /// Reads the variables of a templar's scope; most are not set, and then nothing is looked for.
    fileprivate init(_ templar: Templar, among names: [String]?) {
        self.init { name throws(TemplateError) in
            names?.contains(name) == false ? nil : try templar.lookUp(name)
        }
    }
}

extension TemplateError {
    fileprivate static func delegatedToNobody(_ task: Task) -> TemplateError {
        let place = task.setting(.delegateTo)?.place ?? task.place
        return TemplateError(
            .failed,
            Diagnostic(
                "delegation", "empty delegate_to", detail: "`delegate_to` is an empty string.", at: place,
                help: "to delegate only in some cases, use `omit` in the others"))
    }
}
