package import Values

/// One play: the hosts it is for, and what is done on them.
package struct Play: Sendable {
    /// The pattern: text, or a list of texts, possibly templates.
    package let hosts: KeywordValue
    /// Everything the play sets, `serial`, `strategy`, `gather_facts` and the like included; unrendered.
    package let keywords: Keywords
    package let variableFiles: [KeywordValue]
    package let prompts: [VariablePrompt]
    package let preTasks: [TaskItem]
    /// The roles under `roles:`, each with its dependencies.
    package let roles: [RoleBlock]
    package let tasks: [TaskItem]
    package let postTasks: [TaskItem]
    /// Handlers of the roles under `roles:`, then the play's own, then those of imported roles: the order in which
    /// they run.
    package let handlers: HandlerIndex
    /// The uses of roles that are known before the run: under `roles:` with dependencies, and `import_role`.
    package let roleUses: [RoleUse]
    package let enclosure: TaskParent
    /// What tasks would fail by if their turn came, as far as that is known before a run.
    package var latentMistakes: [LatentMistake] = []
    /// The absolute path of the folder of the file in which the play stands: `playbook_dir`.
    package let directory: String
    package let span: SourceSpan

    package init(
        hosts: KeywordValue, enclosure: TaskParent, variableFiles: [KeywordValue], prompts: [VariablePrompt],
        sections: PlaySections, handlers: HandlerIndex, roleUses: [RoleUse], directory: String, at span: SourceSpan
    ) {
        self.hosts = hosts
        self.enclosure = enclosure
        keywords = enclosure.keywords
        self.variableFiles = variableFiles
        self.prompts = prompts
        preTasks = sections.preTasks
        roles = sections.roles
        tasks = sections.tasks
        postTasks = sections.postTasks
        self.handlers = handlers
        self.roleUses = roleUses
        self.directory = directory
        self.span = span
    }
}

/// The lists of work of a play, in the order in which they are done.
package struct PlaySections: Sendable {
    package var preTasks: [TaskItem] = []
    package var roles: [RoleBlock] = []
    package var tasks: [TaskItem] = []
    package var postTasks: [TaskItem] = []

    package init() {}
}

extension Play {
    /// The name as written; Ansible shows the hosts where it is missing.
    package var name: KeywordValue? { keywords[.name] }
    /// The `vars:` of the play.
    package var variables: Mapping { keywords.variables }

    /// What is done between two flushes of handlers: `pre_tasks`, then `roles` and `tasks`, then `post_tasks`.
    package var sections: [[TaskItem]] {
        [preTasks, roles.map(TaskItem.role) + tasks, postTasks]
    }

    /// All tasks known before the run, handlers not included.
    package var allTasks: [Task] { sections.flatMap(\.self).flatMap(\.tasks) }
}

/// An entry of `vars_prompt`.
package struct VariablePrompt: Sendable {
    package let name: String
    package let prompt: KeywordValue?
    package let isPrivate: Bool
    package let confirms: Bool
    package let defaultValue: KeywordValue?
    /// The algorithm of `encrypt:`, such as `sha512_crypt`.
    package let encryption: String?
    package let saltSize: Int?
    package let salt: String?
    /// Whether the answer is only data. Answers always are here; Ansible's `unsafe: false` is accepted.
    package let span: SourceSpan

    package init(
        name: String, prompt: KeywordValue?, isPrivate: Bool, confirms: Bool, defaultValue: KeywordValue?,
        encryption: String?,
        saltSize: Int?, salt: String?, at span: SourceSpan
    ) {
        self.name = name
        self.prompt = prompt
        self.isPrivate = isPrivate
        self.confirms = confirms
        self.defaultValue = defaultValue
        self.encryption = encryption
        self.saltSize = saltSize
        self.salt = salt
        self.span = span
    }
}

/// Playbooks that were read and checked.
package struct LoadedPlaybook: Sendable {
    /// A file of the command line with its plays, those of its imports included.
    package struct File: Sendable {
        /// As on the command line.
        package let name: String
        package internal(set) var plays: [Play]
    }

    package let files: [File]
    /// What was accepted but doubted, each with its place.
    package let warnings: [Diagnostic]

    init(files: [File], warnings: [Diagnostic]) {
        self.files = files
        self.warnings = warnings
    }

    package var plays: [Play] { files.flatMap(\.plays) }
}
