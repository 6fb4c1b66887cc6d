import Connection
import Jinja
import ModuleKit
import Playbook
import Transport
import Values

/// What a task's keywords say for one host and one iteration, rendered.
struct TaskSettings: Sendable {
    var isCheckMode: Bool
    var showsDiff: Bool
    var isHidden: Bool
    var ignoresErrors: Bool
    var ignoresUnreachable: Bool
    var delegate: String?
    /// Whether `delegate_to` names the task's own host.
    var namesItself: Bool
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
        let named = try templar.text(.delegateTo, of: task)
        namesItself = named == host.name
        delegate = namesItself ? nil : named
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

extension TemplateError {
    fileprivate static func delegatedToNobody(_ task: Task) -> TemplateError {
        let span = task.setting(.delegateTo)?.span ?? task.span
        return TemplateError(
            .failed,
            Diagnostic(
                "delegation", "empty delegate_to", detail: "`delegate_to` is an empty string.", at: span,
                help: "to delegate only in some cases, use `omit` in the others"))
    }
}
