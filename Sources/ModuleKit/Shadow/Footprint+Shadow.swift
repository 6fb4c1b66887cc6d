extension Footprint {
    /// Whether a blind act on this may have made the answer untrue.
    func obscures(_ answer: Answer, to query: Query) -> Bool {
        switch (self, query) {
        case (.nothing, _): false
        case (.everything, _): true
        case (.path(let path), .file(let asked, _)), (.path(let path), .directory(let asked, _)):
            Footprint.path(path).overlaps(.path(asked))
        case (.path(let path), .command(let command)): command.mentions(path)
        case (.services, .command(let command)), (.packages, .command(let command)): command.mentions(Self.units)
        case (.accounts, .account), (.accounts, .group), (.services, .service): true
        default: false
        }
    }

    /// A command that tells of services names where their units are.
    private static let units = RemotePath("/run/systemd/system")

    /// Whether a blind act on this may have brought what was not there before.
    ///
    /// A forecast goes on with "not there", which is right for most files behind an installation; only a task that
    /// would fail for want of it is not judged.
    func mayBring(_ answer: Answer, to query: Query) -> Bool {
        self == .packages && answer.saysNothingThere && query.isWherePackagesPut
    }
}

extension Answer {
    fileprivate var saysNothingThere: Bool {
        switch self {
        case .file(nil), .directory(nil), .account(nil), .group(nil), .program(nil): true
        case .service(let state): !state.exists
        default: false
        }
    }
}

extension Query {
    /// Whether a package that is installed may bring what this asks for.
    fileprivate var isWherePackagesPut: Bool {
        switch self {
        case .file(let path, _), .directory(let path, _):
            ["/etc", "/usr", "/lib", "/bin", "/sbin", "/var"].contains { path.isInside(RemotePath($0)) }
                && !path.isInside(RemotePath("/usr/local"))
        case .account, .group, .program, .service: true
        default: false
        }
    }
}
