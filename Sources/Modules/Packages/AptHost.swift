import ModuleKit
import Values

/// What is known of a host's packages when `apt` decides.
struct AptHost: Sendable {
    /// The packages named, patterns replaced by what matches them.
    var packages: [AptPackage] = []
    /// Patterns that match no package.
    var unmatched: [String] = []
    /// Seconds since 1970 of the last update of the package lists; 0 if unknown.
    var cacheTime = 0
    /// The host's clock in seconds since 1970, where it matters.
    var now: Int?
    /// What apt-get would do, for operations that no query forecasts.
    var simulation: CommandOutput?
    /// The package files named by `deb`.
    var files: [AptPackageFile] = []
}

/// One package named by a task, and what the host knows of it.
struct AptPackage: Sendable, Hashable {
    var spec: PackageSpec
    /// `nil`: the package lists hold nothing of this name.
    var state: PackageState?
    /// Versions to be had, the newest first, where the task asks for a certain one.
    var versions: [String] = []
}

/// A package file on the host: what it holds and what is installed of it.
struct AptPackageFile: Sendable, Hashable {
    var path: String
    var name: String
    var version: String
    var installed: String?
}

extension AptPackage {
    /// Whether the host has what the task wants, without regard to newer versions.
    var isSatisfied: Bool {
        guard let state else { return false }
        guard let installed = state.installed else { return !state.providers.isEmpty && state.candidate == nil }
        return fits(installed)
    }

    /// The newest version that fits and that is newer than the one installed.
    var upgrade: String? {
        guard let installed = state?.installed else { return nil }
        let offered = spec.version == nil ? state?.candidate : newestFitting
        guard let offered, DebianVersion(offered) > DebianVersion(installed) else { return nil }
        return offered
    }

    var newestFitting: String? {
        versions.filter(fits).max { DebianVersion($0) < DebianVersion($1) }
    }

    private func fits(_ version: String) -> Bool {
        switch spec.version {
        case nil: true
        case .exactly(let wanted): FileNamePattern(wanted).matches(version)
        case .atLeast(let least): DebianVersion(version) >= DebianVersion(least)
        }
    }

    /// How apt-get is told to install it.
    var argument: String {
        switch spec.version {
        case nil: spec.name
        case .exactly(let wanted): "\(spec.name)=\(newestFitting ?? wanted)"
        case .atLeast: newestFitting.map { "\(spec.name)=\($0)" } ?? spec.name
        }
    }
}
