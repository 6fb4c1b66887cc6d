import Connection
import Inventory
import Modules
import Playbook
import Report
import Runner
import Synchronization
import Values

/// A run as `swiftplay run` makes it, with another way to the hosts; what it prints is made and thrown away.
struct MemoryRun {
    let inventory: Inventory
    let connector: any Connector
    var forks = 50

    func load(_ playbook: String) throws -> LoadedPlaybook {
        try loader.load(text: SourceFile(path: "site.yml", text: playbook))
    }

    func start(_ playbook: LoadedPlaybook) async -> RunSummary {
        var settings = RunSettings()
        settings.forks = forks
        let secrets = SecretRegistry()
        let view = Mutex(DefaultView(theme: Theme(isColoured: false), secrets: secrets))
        let context = RunContext(
            settings: settings, catalogue: .standard, loader: loader, variables: RunVariables(),
            links: LinkPool(connector: connector, time: { ProcessUse.time }),
            hosts: HostStore(inventory, workingDirectory: "/"),
            secrets: secrets, opener: nil, now: { ProcessUse.time },
            emit: { event in _ = view.withLock { $0.text(for: event) } })
        return await Run(playbook, context: context).start()
    }

    private var loader: PlaybookLoader {
        PlaybookLoader(
            LoadingContext(
                catalogue: .standard, actions: Actions.catalogue, controller: .bare(in: "/nonexistent"),
                hosts: { _ in [] }))
    }
}
