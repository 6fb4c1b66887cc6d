import Connection
package import Inventory
package import Jinja
package import ModuleKit
package import Playbook
package import Values

/// What all plays of a run share.
package final class RunContext: Sendable {
    package let settings: RunSettings
    package let catalogue: Catalogue
    package let loader: PlaybookLoader
    package let variables: RunVariables
    package let links: LinkPool
    package let hosts: HostStore
    package let secrets: SecretRegistry
    package let opener: (any SealedTextOpener)?
    package let tags: TagSelection
    /// Takes each event as it happens.
    package let emit: @Sendable (RunEvent) -> Void
    package let files: ControllerStore
    package let tally: RunTally
    let jobs = JobRegistry()
    let writeQueue = WriteQueue()
    /// Hosts that failed or were lost: later plays go on without them.
    let failedHosts = FailedHosts()
    let gate: StartGate
    let steps: StepGate
    /// Seconds since 1970.
    package let now: @Sendable () -> Double
    /// Reads the inventory from its sources again; `nil` where that cannot be.
    package let readInventory: (@Sendable () throws(Diagnostics) -> Inventory)?
    /// Asks to begin no more work.
    package let stop: StopRequest
    /// Waits for keys of the person at the terminal; `nil` when there is none.
    package let keys: (@Sendable (KeyWait) async -> KeyWait.End)?

    package init(
        settings: RunSettings, catalogue: Catalogue, loader: PlaybookLoader, variables: RunVariables, links: LinkPool,
        hosts: HostStore, secrets: SecretRegistry, opener: (any SealedTextOpener)?,
        readInventory: (@Sendable () throws(Diagnostics) -> Inventory)? = nil,
        stop: StopRequest = StopRequest(), keys: (@Sendable (KeyWait) async -> KeyWait.End)? = nil,
        now: @escaping @Sendable () -> Double,
        emit: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.settings = settings
        self.catalogue = catalogue
        self.loader = loader
        self.variables = variables
        self.links = links
        self.hosts = hosts
        self.secrets = secrets
        self.opener = opener
        self.readInventory = readInventory
        self.stop = stop
        self.keys = keys
        self.now = now
        self.emit = emit
        tags = TagSelection(wanted: settings.tags, skipped: settings.skippedTags)
        files = ControllerStore(openVaultFile: loader.context.controller.openVaultFile, secrets: secrets)
        tally = RunTally()
        gate = StartGate(settings.startAtTask)
        steps = StepGate(asks: settings.steps, tell: { emit(.told($0)) }, keys: keys)
    }

    package var environment: [String: String] { loader.context.controller.environment }

    /// A templar over some variables; relative files are searched as the task at hand would.
    func templar(_ scope: any VariableScope, search: ResourceSearch, allowsEffects: Bool = true) -> Templar {
        var lookups = LookupContext(
            loader.context.controller, hosts: { [hosts] pattern in hosts.names(matching: pattern) },
            workingDirectory: search.playDirectory,
            candidates: { name, kind in search.candidates(name, ResourceKind(kind)) })
        lookups.loopKind = LookupContext.FileKind(rawValue: search.loopKind.rawValue) ?? .files
        lookups.allowsEffects = allowsEffects
        return Templar(
            TemplateContext(
                scope: scope, lookups: lookups, settings: settings.templates, opener: opener, secrets: secrets))
    }
}

extension ResourceKind {
    /// The folder in which a lookup's kind of file is searched first.
    package init(_ kind: LookupContext.FileKind) {
        self =
            switch kind {
            case .files: .files
            case .templates: .templates
            case .vars: .vars
            }
    }
}
