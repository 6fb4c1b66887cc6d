import Connection
import Foundation
import Inventory
import Jinja
import ModuleKit
import Playbook
import Runner
import Synchronization
import Values

/// Everything around a run: files of a project, an inventory, hosts in memory and settings.
struct Stage {
    /// Beside `site.yml`, by path.
    var files: [String: String] = [:]
    var inventory = "web1\nweb2\n"
    /// `private_role_vars`.
    var hidesRoleVariables = false
    /// What the inventory's file says when it is read again.
    var laterInventory: String?
    var settings = RunSettings()
    var catalogue = toyCatalogue
    var hosts = FakeHosts()
    /// Connections that may be open at once.
    var connections = 100
    var secrets = SecretRegistry()
    var stop = StopRequest()
    var cache: FactCache?
    var opener: (any SealedTextOpener)?
    /// What the person at the terminal types.
    var keys: (@Sendable (KeyWait) async -> KeyWait.End)?
    /// Hears each event before it is kept.
    var onEvent: @Sendable (RunEvent) -> Void = { _ in }

    /// Runs a playbook on the hosts.
    func play(_ site: String) async throws -> Performance {
        let scratch = try Scratch(files.merging(["site.yml": site, "hosts": inventory]) { $1 })
        let loader = loader(in: scratch)
        let playbook = try loader.load(["site.yml"])
        let log = EventLog()
        let inventory = try Inventory.load(sources: [scratch.path + "/hosts"])
        var options = RunOptions()
        options.checkMode = settings.checkMode
        options.verbosity = settings.verbosity
        let later = try laterInventory.map { try Scratch(["hosts": $0]) }
        let context = RunContext(
            settings: settings, catalogue: catalogue, loader: loader,
            variables: RunVariables(extra: settings.extraVariables, options: options),
            links: LinkPool(connector: hosts, connections: connections, time: { 0 }),
            hosts: HostStore(inventory, workingDirectory: scratch.path, cache: cache), secrets: secrets, opener: opener,
            readInventory: later.map(Self.reader), stop: stop, keys: keys, now: { 0 },
            emit: { [onEvent] event in
                onEvent(event)
                log.add(event)
            })
        let summary = await Run(playbook, context: context).start()
        return Performance(events: log.events, summary: summary, hosts: hosts, order: inventory.hosts.map(\.name))
    }

    private static func reader(_ scratch: Scratch) -> @Sendable () throws(Diagnostics) -> Inventory {
        { () throws(Diagnostics) in try Inventory.load(sources: [scratch.path + "/hosts"]) }
    }

    /// Reads a playbook without running it.
    func load(_ name: String, in scratch: Scratch) throws -> LoadedPlaybook { try loader(in: scratch).load([name]) }

    private func loader(in scratch: Scratch) -> PlaybookLoader {
        var context = LoadingContext(
            catalogue: catalogue, actions: Actions.catalogue, controller: .bare(in: scratch.path),
            hosts: { _ in [] }, extraVariables: settings.extraVariables, secrets: secrets)
        context.opener = opener
        context.hidesRoleVariables = hidesRoleVariables
        return PlaybookLoader(context)
    }
}

/// Plays a playbook on the usual two hosts and compares the transcript.
func play(_ site: String, on stage: Stage = Stage()) async throws -> String {
    try await stage.play(site).transcript
}

/// Tasks under a play for all hosts that gathers no facts.
func playbook(_ keywords: String = "", tasks: String) -> String {
    "- hosts: all\n  gather_facts: false\n" + keywords.indented(2) + "  tasks:\n" + tasks.indented(4)
}

extension String {
    func indented(_ width: Int) -> String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "\n" : String(repeating: " ", count: width) + $0 + "\n" }.joined()
    }
}

private final class EventLog: Sendable {
    private let all = Mutex<[RunEvent]>([])
    var events: [RunEvent] { all.withLock(\.self) }
    func add(_ event: RunEvent) { all.withLock { $0.append(event) } }
}
