import Inventory
import ModuleKit
import Playbook
import Values

/// Turns what a task's hosts asked for into what the play must do: equal requests of several hosts become one.
struct PlayRequests: Sendable {
    let context: PlayContext
    let task: Task
    let header: TaskHeader

    private var run: RunContext { context.run }

    func settle(_ effects: [(effect: RequestedEffect, hosts: [PlayHost])]) async -> [PlayRequest] {
        var requests: [PlayRequest] = []
        var includes: [(key: IncludeKey, hosts: [PlayHost])] = []
        for (requested, hosts) in effects {
            switch requested.effect {
            case .includeTasks(let file):
                includes.add(IncludeKey(.tasks(file: file), local: requested.local), hosts)
            case .includeRole(let request):
                includes.add(IncludeKey(.role(request), local: requested.local), hosts)
            case .meta(let action):
                requests.append(PlayRequest(kind: .meta(action), hosts: hosts))
            case .resetConnection:
                requests.append(PlayRequest(kind: .meta(.resetConnection), hosts: hosts))
            case .addHost(let name, let groups, let variables):
                add(name, to: groups, variables, askedBy: hosts)
            case .groupBy(let key, let parents):
                run.hosts.changeInventory { inventory in
                    for host in hosts { inventory.group(host.host, into: key, parents: parents) }
                }
            case .pause(let seconds, let prompt):
                await run.pause(seconds, prompt)
            case .setFacts, .includeVariables:
                break
            }
        }
        return requests + includes.compactMap { bringIn($0.key, for: $0.hosts) }
    }

    /// A name that could do harm as a path or in a command line fails the task.
    private func add(_ name: String, to groups: [String], _ variables: Mapping, askedBy hosts: [PlayHost]) {
        var refusal: Diagnostic?
        run.hosts.changeInventory { inventory in
            do throws(Diagnostic) {
                try inventory.addHost(name, groups: groups, variables: variables)
            } catch {
                refusal = error
            }
        }
        if let refusal { for host in hosts { fail(host, Diagnostics(refusal)) } }
    }

    /// Loads what is included; a mistake in it fails the task on these hosts.
    private func bringIn(_ key: IncludeKey, for hosts: [PlayHost]) -> PlayRequest? {
        do {
            let (items, handlers, file) = try load(key)
            run.emit(.included(header, file: file, hosts: hosts.map(\.name)))
            return PlayRequest(kind: .include(items, handlers: handlers), hosts: hosts)
        } catch {
            for host in hosts { fail(host, error) }
            return nil
        }
    }

    private func load(_ key: IncludeKey) throws(Diagnostics) -> (items: [TaskItem], handlers: [Handler], file: String) {
        switch key.what {
        case .tasks(let file):
            let items = try run.loader.loadTasks(file: file, for: task, parameters: key.local, in: context.play)
            return (items, [], file)
        case .role(let request):
            let role = try run.loader.loadRole(request, for: task, parameters: key.local, in: context.play)
            if request.isPublic { context.add(role.use) }
            return ([.role(role)], role.allHandlers, request.name)
        }
    }

    private func fail(_ host: PlayHost, _ diagnostics: Diagnostics) {
        let result = TaskResult.failed(diagnostics)
        let report = TaskReport(header: header, host: host.name, result: result)
        host.change { state in
            state.status = .failed
            state.failure = (task, result)
        }
        run.tally.record(host.name) { tally in
            tally.ok -= 1
            tally.failed += 1
        }
        run.emit(.taskFinished(report))
    }
}

/// By what two requests to include are the same.
private struct IncludeKey: Hashable {
    enum What: Hashable {
        case tasks(file: String)
        case role(RoleRequest)
    }

    let what: What
    let local: Mapping

    init(_ what: What, local: Mapping) {
        self.what = what
        self.local = local
    }
}

extension [(key: IncludeKey, hosts: [PlayHost])] {
    fileprivate mutating func add(_ key: IncludeKey, _ hosts: [PlayHost]) {
        if let index = firstIndex(where: { $0.key == key }) {
            self[index].hosts += hosts
        } else {
            append((key, hosts))
        }
    }
}
