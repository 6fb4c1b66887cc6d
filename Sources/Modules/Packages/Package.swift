package import ModuleKit
import Values

/// Manages packages with whatever package manager the host has.
package struct Package: Module {
    package static let doc = ModuleDoc(
        "package", "Manage packages with the host's package manager.",
        checkMode: .partly(except: Apt.exceptionOfForecast), ignored: Apt.doc.ignored,
        handsOnTo: HandingOn(by: "pkg_mgr", of: .packages, to: ["apt": Apt.doc.allNames]),
        returns: Apt.doc.returns,
        differences: """
            The package manager is APT, and all arguments of `apt` are accepted. Arguments of other package managers, and other \
            values of `use`, fail the task when it runs.
            """,
        examples: """
            - package: { name: curl, state: present }
            - package: { name: [jq, tmux], state: latest, update_cache: true }
            """)

    @ArgumentGroup var apt: Apt
    @ArgumentGroup var foreign: ForeignPackageArguments
    @Argument("The package manager; `auto` detects the host's own.") var use: String = "auto"

    package init() {}

    package func validate() throws(ModuleFailure) {
        guard Self.managers.contains(use) else {
            throw ModuleFailure("the package manager `use: \(use)` is not supported yet")
        }
        if let given = foreign.given {
            throw ModuleFailure("`\(given)` is for another package manager than this host's, which is APT")
        }
        try apt.validate()
    }

    /// Closed, because a host's facts must not choose code.
    private static let managers = ["auto"] + BuiltinCollection.names(of: "apt")

    package var touches: [Footprint] { apt.touches }

    package var probe: Probe<AptHost> {
        get throws(ModuleFailure) { try apt.hostProbe }
    }

    package func changes(from host: AptHost) throws(ModuleFailure) -> [Change] { try apt.changes(from: host) }

    package func failure(of command: Command, _ output: CommandOutput, in applied: Applied<AptHost>) -> ModuleFailure? {
        apt.failure(of: command, output, in: applied)
    }

    package func result(_ applied: Applied<AptHost>) throws(ModuleFailure) -> ModuleResult { try apt.result(applied) }
}

extension Apt: ArgumentGroupContents {}
