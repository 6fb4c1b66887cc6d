package import ModuleKit
package import Values

/// Modules that others have written run only where somebody has allowed it: for the run, or by a variable for a play.
package enum PythonAllowance {
    /// Set in a play or beside it; a boolean.
    package static let variable = "swiftplay_allow_python"
}

extension PlaybookReading {
    /// Whether the tasks of this play may run modules that were found.
    var allowsPython: Bool {
        if context.allowsPython { return true }
        let layers = [play.variables, play.fileVariables, context.extraVariables]
        return layers.compactMap { $0[PythonAllowance.variable] }.last?.boolean ?? false
    }

    /// Says once of each file that Ansible would run it and swiftplay runs its own module of that name.
    mutating func tellOfOwnModule(_ task: Task) {
        guard let own = context.catalogue.replacement(of: task.action.name), own.entry(isAllowed: allowsPython) == nil,
            unusedModules.insert(own.path).inserted
        else { return }
        problems.add(.unused(own, task.action))
    }
}

extension OwnModule {
    /// What runs in place of ours; `nil` if ours runs.
    package func entry(isAllowed: Bool) -> ModuleEntry? {
        if isAllowed, case .runs(let entry) = use { entry } else { nil }
    }
}

extension Diagnostic {
    fileprivate static func unused(_ own: OwnModule, _ call: ActionCall) -> Diagnostic {
        let help =
            switch own.use {
            case .runs: "`--allow-python` lets hosts run the project's module in its place"
            case .cannot(let reason): reason
            }
        return Diagnostic(
            "module", "module of the project not used", severity: .warning,
            detail: "`\(call.name)` is swiftplay's own module here; Ansible would take \(own.path).", at: call.span,
            help: help)
    }

    /// A task names a module that only a host's Python could run.
    package static func notAllowed(_ doc: ModuleDoc, at span: SourceSpan?) -> Diagnostic {
        Diagnostic(
            "unsupported", "module in Python",
            detail: "`\(doc.fullName)` is not among the modules of swiftplay; \(doc.summary).", at: span,
            help:
                "`--allow-python` lets hosts run it with their own Python; for one play, set `\(PythonAllowance.variable): true` in its `vars`"
        )
    }

    /// A module that is known and cannot run.
    static func obstacle(_ obstacle: (reason: String, help: String), at span: SourceSpan?) -> Diagnostic {
        Diagnostic("unsupported", "module not supported", detail: obstacle.reason, at: span, help: obstacle.help)
    }
}
