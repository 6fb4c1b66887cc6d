/// What a service manager knows of one unit.
package struct ServiceState: Hashable, Sendable {
    package enum Manager: String, Hashable, Sendable {
        case systemd, openrc, sysvinit, unknown
    }

    package var manager: Manager
    /// All properties that `systemctl show` tells. Other managers speak in systemd's words: `LoadState` (`loaded`,
    /// `not-found`: whether there is a script), `ActiveState` (`active`, `inactive`, or `unknown` if the script
    /// has no status command) and `UnitFileState` (`enabled`, `disabled`).
    package var properties: [String: String]

    package init(manager: Manager, properties: [String: String] = [:]) {
        self.manager = manager
        self.properties = properties
    }

    package var exists: Bool { !["not-found", nil].contains(properties["LoadState"]) }
    package var isActive: Bool { ["active", "reloading", "activating"].contains(properties["ActiveState"]) }
    package var isEnabled: Bool { (properties["UnitFileState"] ?? "").hasPrefix("enabled") }
    package var isMasked: Bool { properties["LoadState"] == "masked" || properties["UnitFileState"] == "masked" }
}
