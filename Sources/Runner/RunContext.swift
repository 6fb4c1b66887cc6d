import Connection
package import Inventory
package import Jinja
package import ModuleKit
package import Playbook
package import Values
import Vault

/// What all plays of a run share.
package struct RunContext: Sendable {
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
    package let environment: [String: String]
    /// A setting by Ansible's name, for `lookup('config')`.
    let configuration: @Sendable (_ name: String) -> FoundSetting?
    /// Reads the inventory from its sources again; `nil` where that cannot be.
    package var readInventory: (@Sendable () throws(Diagnostics) -> Inventory)?
    /// Asks to begin no more work.
    package var stop = StopRequest()
    /// Waits for keys of the person at the terminal; `nil` when there is none.
    package let keys: (@Sendable (KeyWait) async -> KeyWait.End)?

    package init(
        settings: RunSettings, catalogue: Catalogue, loader: PlaybookLoader, variables: RunVariables, links: LinkPool,
        hosts: HostStore, secrets: SecretRegistry, opener: (any SealedTextOpener)?,
        environment: [String: String] = [:], configuration: @escaping @Sendable (String) -> FoundSetting?,
        keys: (@Sendable (KeyWait) async -> KeyWait.End)? = nil,
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
        self.environment = environment
        self.configuration = configuration
        self.keys = keys
        self.now = now
        self.emit = emit
        tags = TagSelection(wanted: settings.tags, skipped: settings.skippedTags)
        files = ControllerStore(openVaultFile: loader.context.openVaultFile, secrets: secrets)
        tally = RunTally()
        gate = StartGate(settings.startAtTask)
        steps = StepGate(asks: settings.steps, tell: { emit(.told($0)) }, keys: keys)
    }

    /// A templar over some variables; relative files are searched as the task at hand would.
    func templar(_ scope: any VariableScope, search: ResourceSearch, allowsEffects: Bool = true) -> Templar {
        var lookups = LookupContext(
            workingDirectory: search.playDirectory, environment: environment, allowsEffects: allowsEffects,
            candidates: { name, kind in search.candidates(name, ResourceKind(kind)) })
        lookups.loopKind = LookupContext.FileKind(rawValue: search.loopKind.rawValue) ?? .files
        lookups.startDirectory = loader.context.workingDirectory
        lookups.openVaultFile = loader.context.openVaultFile
        (lookups.seal, lookups.unseal) = (VaultCipher.seal, VaultCipher.unseal)
        lookups.fetch = { [environment] request throws(Diagnostic) in
            try request.contents(environment: environment)
        }
        lookups.configuration = configuration
        lookups.hosts = { [hosts] pattern in hosts.names(matching: pattern) }
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
