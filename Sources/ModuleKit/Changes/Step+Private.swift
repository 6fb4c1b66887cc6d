import Values

extension Step {
    /// What only the owner of a file may do with it: read and write.
    private static let ownersAlone: UInt16 = 0o600

    /// The step with that mode for each new file that holds a secret and has no mode, and the paths of those files.
    func keepingPrivate(_ holdsSecret: ([UInt8]) -> Bool) -> (step: Step, paths: [RemotePath]) {
        switch self {
        case .write(var write):
            let isOpen = write.target.isModeOpen
            guard isOpen, write.content.bytes.map(holdsSecret) == true else { return (self, []) }
            write.target.attributes.mode = Self.ownersAlone
            return (.write(write), [write.target.path])
        case .writeTree(var tree):
            var paths: [RemotePath] = []
            for (index, entry) in tree.entries.enumerated() where entry.attributes.mode == nil {
                guard entry.content?.bytes.map(holdsSecret) == true else { continue }
                tree.entries[index].attributes.mode = Self.ownersAlone
                paths.append(tree.root.appending(entry.path))
            }
            return (.writeTree(tree), paths)
        default: return (self, [])
        }
    }
}
