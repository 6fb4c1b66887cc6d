import Connection
import Inventory
import ModuleKit
import Playbook
import Transport
import Values

/// Finds, before anything is changed, the hosts that want a password for `become` and were given none.
///
/// All hosts of the first plays whose tasks are certain to become someone without a password are asked at once: what they
/// will be asked first in any case, so that this takes no exchange of its own. A play that may bring hosts up, or give them
/// a password, ends the search: what comes after it is checked when it is reached.
struct BecomeCheck {
    let run: RunContext
    /// The hosts of a play, and what stands for the play in the variables of its tasks.
    let context: (Play) -> PlayContext?

    /// A host, whom it is to become, and the way.
    private struct Need: Sendable {
        let host: PlayHost
        let route: Route
        /// The play, if it is the first to ask the host something.
        let opening: PlayOpening?
    }

    func missing(in plays: [Play]) async -> Diagnostic? {
        let needs = self.needs(plays)
        guard !needs.isEmpty else { return nil }
        let answers = await inParallel(needs, width: run.settings.forks) { [run] need in
            await run.links[need.host.name].failure(toBecome: need.route) { limit in
                need.opening?.questions(limit, for: need.host, via: need.route) ?? []
            }
        }
        let lacking = zip(needs, answers).filter { $0.1?.isForWantOfPassword ?? false }.map(\.0)
        guard let first = lacking.first else { return nil }
        for need in lacking { run.tally.record(need.host.name) { $0.failed += 1 } }
        return .missingPassword(lacking.map(\.host.name), first.route.become)
    }

    private func needs(_ plays: [Play]) -> [Need] {
        var needs: [Need] = []
        var settled: Set<String> = []
        var logins: [String: String?] = [:]
        for play in plays {
            guard !play.mayBringHosts, let context = context(play) else { break }
            let tasks = context.certainTasks
            let runner = TaskRunner(context: context)
            let opening = runner.opening(for: context.hosts)
            for host in context.hosts where !settled.contains(host.name) {
                let way = runner.way(of: host, to: tasks)
                // What another user has done on the host may have made a password needless.
                let isOther = logins[host.name].map { $0 != way.login } ?? false
                let isFirst = logins[host.name] == nil
                logins[host.name] = way.login
                if isOther || way.becoming != nil { settled.insert(host.name) }
                guard !isOther, let route = way.becoming, route.become?.password == nil else { continue }
                needs.append(Need(host: host, route: route, opening: isFirst ? opening : nil))
            }
            // A play for this machine may make the hosts of the next.
            guard needs.allSatisfy({ $0.route.options.kind != .local }) else { break }
        }
        return needs
    }
}

extension TaskRunner {
    /// As whom tasks of a play log in, and the first way by which one of them becomes someone.
    fileprivate func way(of host: PlayHost, to tasks: [Task]) -> (login: String?, becoming: Route?) {
        var login: String?
        guard readsVariableFiles(for: host) else { return (nil, nil) }
        for task in tasks {
            guard let settings = settings(of: task, on: host), settings.delegate == nil else { break }
            login = settings.route.options.user
            if settings.route.become != nil { return (login, settings.route) }
        }
        return (login, nil)
    }
}

extension Play {
    /// Whether hosts may only be there, or be reached as another, when the play has been done.
    fileprivate var mayBringHosts: Bool {
        allTasks.contains { task in
            !task.action.traits.isDisjoint(with: [.changesInventory, .reconnects, .controlsRun])
                || task.setting(.delegateTo) != nil || task.setting(.connection) != nil
        }
    }
}

extension PlayContext {
    /// Tasks that every host comes to, up to the first that may define variables: of each kind of `become` the first.
    fileprivate var certainTasks: [Task] {
        var tasks = playSettings.gathering == .explicit ? [] : [Task.ofPlay(play, in: run)]
        var seen: [[Value]] = []
        for task in play.sections.flatMap(\.self).flatMap(\.certainTasks) {
            guard run.catalogue[task.action.name] != nil, task.register == nil else { break }
            let isWanted = run.tags.includes(task.literalTags) && run.settings.startAtTask == nil
            guard isWanted, task.conditions.isEmpty, task.loop == nil, !task.mayFail else { continue }
            let said = (task.allSaid(of: .become) + task.allSaid(of: .becomeUser)).map(\.value)
            guard !seen.contains(said) else { continue }
            seen.append(said)
            tasks.append(task)
        }
        return tasks
    }
}

extension TaskItem {
    /// Those that are done in any case: none of a rescue, nor of a block that has one.
    fileprivate var certainTasks: [Task] {
        switch self {
        case .task(let task): [task]
        case .block(let block): block.rescue.isEmpty ? block.items.flatMap(\.certainTasks) : []
        case .role(let role):
            role.dependencies.flatMap { TaskItem.role($0).certainTasks } + role.items.flatMap(\.certainTasks)
        }
    }
}

extension Task {
    fileprivate var mayFail: Bool { setting(.ignoreErrors) != nil || !failedWhen.isEmpty }
}

extension ConnectionError {
    fileprivate var isForWantOfPassword: Bool { if case .becomePasswordMissing = self { true } else { false } }
}

extension Diagnostic {
    fileprivate static func missingPassword(_ hosts: [String], _ become: Become?) -> Diagnostic {
        let (method, user) = (become?.method.rawValue ?? "become", become?.user ?? "root")
        let names = hosts.prefix(5).joined(separator: ", ") + (hosts.count > 5 ? " and \(hosts.count - 5) more" : "")
        let subject = hosts.count == 1 ? "1 host needs" : "\(hosts.count) hosts need"
        return Diagnostic(
            "become", "become password needed",
            detail: "\(subject) a password for \(method) to become \(user): \(names). Nothing has been changed.",
            help: "give it with -K, --become-password-file or the variable ansible_become_password, ideally vaulted")
    }
}
