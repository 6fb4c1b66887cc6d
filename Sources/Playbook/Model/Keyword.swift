/// A word of the playbook language that sets something about a play, role, block or task.
///
/// Source: Ansible's page "Playbook Keywords". The raw value is the word as people write it; `with_<lookup>`, which
/// is a family, is ``Loop``.
package enum Keyword: String, Hashable, Sendable, CaseIterable {
    // Of everything
    case name, connection, port, vars, environment, timeout, throttle, debugger, diff, collections, tags
    case remoteUser = "remote_user"
    case moduleDefaults = "module_defaults"
    case noLog = "no_log"
    case runOnce = "run_once"
    case ignoreErrors = "ignore_errors"
    case ignoreUnreachable = "ignore_unreachable"
    case checkMode = "check_mode"
    case anyErrorsFatal = "any_errors_fatal"
    case become
    case becomeMethod = "become_method"
    case becomeUser = "become_user"
    case becomeFlags = "become_flags"
    case becomeExe = "become_exe"

    // Of roles, blocks and tasks
    case when, notify
    case delegateTo = "delegate_to"
    case delegateFacts = "delegate_facts"

    // Of blocks
    case block, rescue, always

    // Of tasks
    case action, args, loop, register, retries, delay, until, poll, async
    case localAction = "local_action"
    case loopControl = "loop_control"
    case changedWhen = "changed_when"
    case failedWhen = "failed_when"

    // Of handlers
    case listen

    // Of plays
    case hosts, serial, strategy, order, roles, tasks, handlers
    case preTasks = "pre_tasks"
    case postTasks = "post_tasks"
    case gatherFacts = "gather_facts"
    case gatherSubset = "gather_subset"
    case gatherTimeout = "gather_timeout"
    case factPath = "fact_path"
    case varsFiles = "vars_files"
    case varsPrompt = "vars_prompt"
    case forceHandlers = "force_handlers"
    case maxFailPercentage = "max_fail_percentage"

    // Of entries under `roles:`
    case role
}

/// What a mapping of keywords describes, which decides the words it may hold.
package enum KeywordHolder: String, Hashable, Sendable {
    case play, block, task, handler
    case role = "role entry"
    case playbookImport = "playbook import"
}

extension Keyword {
    /// By its number: an enumeration with raw values would be hashed by them, and tasks look keywords up all the time.
    package func hash(into hasher: inout Hasher) { withUnsafeBytes(of: self) { hasher.combine(bytes: $0) } }

    /// How a task comes by a keyword that something around it sets.
    package enum Inheritance: Sendable {
        /// It does not: the word describes its holder alone.
        case none
        /// The nearest holder decides.
        case nearest
        /// All holders count, the outermost first.
        case gathered
    }

    package var inheritance: Inheritance {
        switch self {
        case .tags, .when, .environment, .moduleDefaults: .gathered
        case .name, .vars: .none
        default: Self.ofEverything.contains(self) || Self.ofWork.contains(self) ? .nearest : .none
        }
    }

    /// The words that `holder` may have.
    package static func allowed(in holder: KeywordHolder) -> Set<Keyword> {
        switch holder {
        case .play: ofEverything.union(ofPlays)
        case .block: ofEverything.union(ofWork).union([.block, .rescue, .always])
        case .task: ofEverything.union(ofWork).union(ofTasks)
        case .handler: ofEverything.union(ofWork).union(ofTasks).union([.listen])
        case .role: ofEverything.union(ofWork).union([.role]).subtracting([.notify])
        case .playbookImport: ofEverything.union([.when])
        }
    }

    private static let ofEverything: Set<Keyword> = [
        .name, .connection, .port, .vars, .environment, .timeout, .throttle, .debugger, .diff, .collections, .tags,
        .remoteUser, .moduleDefaults, .noLog, .runOnce, .ignoreErrors, .ignoreUnreachable, .checkMode,
        .anyErrorsFatal, .become, .becomeMethod, .becomeUser, .becomeFlags, .becomeExe,
    ]

    private static let ofWork: Set<Keyword> = [.when, .notify, .delegateTo, .delegateFacts]

    private static let ofTasks: Set<Keyword> = [
        .action, .localAction, .args, .loop, .loopControl, .register, .retries, .delay, .until, .poll, .async,
        .changedWhen, .failedWhen,
    ]

    private static let ofPlays: Set<Keyword> = [
        .hosts, .serial, .strategy, .order, .roles, .tasks, .handlers, .preTasks, .postTasks, .gatherFacts,
        .gatherSubset, .gatherTimeout, .factPath, .varsFiles, .varsPrompt, .forceHandlers, .maxFailPercentage,
    ]
}
