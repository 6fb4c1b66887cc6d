import ModuleKit
package import Values

/// Tells tasks of a run apart; each place where a task is used has its own.
package struct TaskID: Hashable, Sendable {
    package let number: Int

    package init(_ number: Int) { self.number = number }
}

/// One task: an action and everything said about when, how and for whom it is done; all unrendered.
///
/// A class because every host and every variable scope holds it: one count of references in place of many.
package final class Task: Sendable {
    package let id: TaskID
    package let action: ActionCall
    /// What the task itself sets; see ``setting(_:)`` for what holds.
    package let keywords: Keywords
    package let loop: Loop?
    package let changedWhen: [Condition]
    package let failedWhen: [Condition]
    package let until: [Condition]
    package let enclosure: TaskParent
    /// The absolute path of the folder of the file that holds the task.
    package let directory: String
    /// Where the task begins.
    package let span: SourceSpan

    package init(
        id: TaskID, action: ActionCall, keywords: Keywords, loop: Loop?, changedWhen: [Condition] = [],
        failedWhen: [Condition] = [], until: [Condition] = [], in enclosure: TaskParent,
        directory: String, at span: SourceSpan
    ) {
        self.id = id
        self.action = action
        self.keywords = keywords
        self.loop = loop
        self.changedWhen = changedWhen
        self.failedWhen = failedWhen
        self.until = until
        self.enclosure = enclosure
        self.directory = directory
        self.span = span
    }
}

extension Task {
    /// The name as written, possibly a template; `nil` if the task has none.
    package var name: KeywordValue? { keywords[.name] }

    /// Names and topics of handlers, possibly templates: its own, or those of the nearest thing around it.
    package var notify: [KeywordValue] { setting(.notify)?.items ?? [] }

    /// The variable that takes the result.
    package var register: String? { keywords[.register]?.value.text }

    /// The role whose task this is.
    package var role: RoleUse? { enclosure.role }

    /// The role that stands before the task's name in reports: an `include_role` goes without, as in Ansible.
    package var roleBeforeName: String? { action.traits.contains(.includesRole) ? nil : role?.name }

    /// What holds for a keyword: the task's own word, or that of the nearest thing around it.
    ///
    /// - Precondition: the keyword is not gathered; see ``settings(_:)``.
    package func setting(_ keyword: Keyword) -> KeywordValue? {
        if let own = keywords[keyword] { return own }
        guard keyword.inheritance == .nearest else { return nil }
        return enclosure.chain.lazy.compactMap { $0.keywords[keyword] }.first
    }

    /// What is said for a keyword of which the nearest holds, the nearest first.
    package func allSaid(of keyword: Keyword) -> [KeywordValue] {
        let around = keyword.inheritance == .nearest ? enclosure.chain.compactMap { $0.keywords[keyword] } : []
        return [keywords[keyword]].compactMap(\.self) + around
    }

    /// All that is said for a gathered keyword (`tags`, `environment`, `module_defaults`), the outermost first.
    package func settings(_ keyword: Keyword) -> [KeywordValue] {
        let around = keyword.inheritance == .gathered ? enclosure.chain.compactMap { $0.keywords[keyword] } : []
        return around.reversed() + [keywords[keyword]].compactMap(\.self)
    }

    /// All conditions under which the task is done, the outermost first.
    package var conditions: [Condition] {
        enclosure.chain.map(\.keywords.conditions).reversed().flatMap(\.self) + keywords.conditions
    }
}
