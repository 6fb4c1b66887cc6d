import Controller
import Inventory
import Jinja
import ModuleKit
import Modules
import Playbook
import Runner
import Values
import Vault

/// Playbooks, single plays and templates, read with all that the setup knows.
extension RunSetup {
    /// - Parameter isStrict: Whether all that is doubted is a mistake.
    func load(_ playbooks: [String], isStrict: Bool = false) throws -> LoadedPlaybook {
        let playbook = try loader(isStrict: isStrict).load(playbooks)
        session.warn(playbook.warnings + pluginFolders(beside: playbooks))
        return playbook
    }

    /// Plugins beside the playbooks that Ansible calls of its own accord, so that nothing else tells that they do not run.
    private func pluginFolders(beside playbooks: [String]) -> [Diagnostic] {
        let folders = Set(playbooks.map { ControllerPath.parent(of: ControllerPath.join(workingDirectory, $0)) })
        return folders.sorted().flatMap { folder in
            ["callback_plugins", "vars_plugins"].map { "\(folder)/\($0)" }.filter(Self.holdsPython).map(
                Diagnostic.unused)
        }
    }

    private static func holdsPython(_ folder: String) -> Bool {
        ControllerPath.entries(of: folder).contains { $0.hasSuffix(".py") && $0 != "__init__.py" }
    }

    func load(_ play: AdHocPlay) throws -> LoadedPlaybook { try loader().load(text: play.source) }

    func loader(isStrict: Bool = false) -> PlaybookLoader {
        var context = LoadingContext(
            catalogue: catalogue, actions: Actions.catalogue, controller: controller, hosts: hostsMatching,
            rolesPath: rolesPath, extraVariables: settings.extraVariables, secrets: session.secrets,
            isStrict: isStrict)
        context.collectionsPath = collectionsPath
        context.hidesRoleVariables = configuration[\.playbook.hidesRoleVariables]
        context.actionPath = configuration[\.playbook.actionPlugins]?.paths ?? []
        context.allowsPython = settings.allowsPython
        context.opener = keyring
        return PlaybookLoader(context)
    }

    /// Where Ansible looks for roles behind the playbook's own folder.
    private var rolesPath: [String] {
        configuration[\.playbook.rolesPath]?.paths
            ?? inHome("roles") + ["/usr/share/ansible/roles", "/etc/ansible/roles"]
    }

    private var collectionsPath: [String] { options.collectionsPath(home: session.environment["HOME"]) }

    private func inHome(_ folder: String) -> [String] {
        session.environment["HOME"].map { ["\($0)/.ansible/\(folder)"] } ?? []
    }

    /// What templates may use of this machine, in every command.
    private var controller: ControllerAccess {
        ControllerAccess(
            environment: session.environment, startDirectory: workingDirectory, openVaultFile: openVaultFile,
            configuration: { [configuration] in configuration.setting(named: $0) })
    }

    private var hostsMatching: @Sendable (_ pattern: String) -> [String] {
        { [inventory] pattern in (try? inventory.select(pattern, limit: nil))?.map(\.name) ?? [] }
    }

    /// What lookups may use in a template of a play, or of no play.
    func lookups(
        in directory: String, candidates: (@Sendable (String, LookupContext.FileKind) -> [String])? = nil
    ) -> LookupContext {
        LookupContext(controller, hosts: hostsMatching, workingDirectory: directory, candidates: candidates)
    }

    private var openVaultFile: ControllerAccess.OpenVaultFile {
        { [keyring] bytes, path throws(Diagnostic) in
            let envelope = SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self))
            return try keyring.plainBytes(of: envelope.text, at: SourceSpan(envelope, line: 1, column: 1))
        }
    }

    /// A template file as the `template` module would render it with the extra variables.
    func render(_ path: String) throws -> String {
        let absolute = ControllerPath.join(workingDirectory, path)
        let template = TemplateText(file: try keyring.readTemplate(absolute))
        let search = ResourceSearch(directories: [ControllerPath.parent(of: absolute)], playDirectory: workingDirectory)
        let lookups = lookups(
            in: workingDirectory, candidates: { name, kind in search.candidates(name, ResourceKind(kind)) })
        let scope = TemplateScope(
            over: PlainScope(settings.extraVariables), name: path, path: absolute, destination: nil,
            settings: settings.templates)
        let context = TemplateContext(
            scope: scope, lookups: lookups, settings: settings.templates, opener: keyring, secrets: session.secrets)
        return try Templar(context).render(template)
    }
}

extension Diagnostic {
    fileprivate static func unused(_ folder: String) -> Diagnostic {
        Diagnostic(
            "plugins", "plugins do not run", severity: .notice,
            detail: "The contents of \(folder) have no effect here.",
            help: "plugins written in Python do not run")
    }
}

/// Some variables and nothing else.
private struct PlainScope: VariableScope {
    private let variables: Mapping

    init(_ variables: Mapping) { self.variables = variables }

    func lookUp(_ name: String) -> Variable? { variables[name].map { .value($0) } }
    var names: [String] { variables.keys.compactMap(\.text) }
}
