extension Module {
    /// The paths that the arguments name; of a module that a check leaves out that is not all it may do.
    package var touches: [Footprint] {
        let paths = namedPaths.map(Footprint.path)
        return Self.doc.checkMode == .skips ? [.nothing] + paths : paths
    }

    /// The paths of the host that the arguments name, those of shared groups included.
    package var namedPaths: [RemotePath] { Self.paths(named: self) }

    private static func paths(named subject: Any) -> [RemotePath] {
        Mirror(reflecting: subject).children.flatMap { child -> [RemotePath] in
            switch child.value {
            case let group as any DeclaredArgumentGroup: paths(named: group.contents)
            case let argument as any DeclaredArgument: argument.paths
            default: []
            }
        }
    }
}
