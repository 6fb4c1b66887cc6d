package import ModuleKit
package import Values

/// Manages packages with whatever package manager the host has.
package struct Package: Module {
    /// Closed, because a host's facts must not choose code.
    enum Manager: String, ArgumentChoice {
        case auto, apt
    }

    package static let doc = ModuleDoc(
        "package", "Manage packages with the host's package manager.",
        differences: "The package manager is APT; `use` takes auto and apt. All arguments of `apt` are taken.",
        examples: """
            - package: { name: curl, state: present }
            - package: { name: [jq, tmux], state: latest, update_cache: true }
            """)

    @ArgumentGroup var apt: Apt
    @Argument("The package manager; `auto` finds the host's own.") var use: Manager = .auto

    package init() {}

    package func validate() throws(ModuleFailure) { try apt.validate() }

    package var touches: [Footprint] { apt.touches }

    package var probe: Probe<AptHost> {
        get throws(ModuleFailure) { try apt.hostProbe }
    }

    package func changes(from host: AptHost) throws(ModuleFailure) -> [Change] { try apt.changes(from: host) }

    package func result(_ applied: Applied<AptHost>) throws(ModuleFailure) -> Mapping { try apt.result(applied) }
}

extension Apt: ArgumentGroupContents {}
