import Connection
import Jinja
import ModuleKit
import Playbook
import Values

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
