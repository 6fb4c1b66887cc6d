/// What a package manager knows of one name.
package struct PackageState: Hashable, Sendable {
    /// `nil`: not installed (a package removed but not purged counts as not installed).
    package var installed: String?
    /// The version an installation would bring; `nil`: none to be had.
    package var candidate: String?
    /// Whether configuration files of a removed package remain.
    package var hasConfigurationLeft: Bool
    package var isHeld: Bool
    /// Packages that are installed and provide this name, for a virtual package.
    package var providers: [String]

    package init(
        installed: String? = nil, candidate: String? = nil, hasConfigurationLeft: Bool = false, isHeld: Bool = false,
        providers: [String] = []
    ) {
        self.installed = installed
        self.candidate = candidate
        self.hasConfigurationLeft = hasConfigurationLeft
        self.isHeld = isHeld
        self.providers = providers
    }
}
