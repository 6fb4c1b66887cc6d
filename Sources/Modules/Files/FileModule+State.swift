import ModuleKit

// What the module asks.
extension FileModule {
    struct State: Sendable {
        /// What stands at the path, be it a link.
        let entry: RemoteFile?
        /// What the path leads to.
        let followed: RemoteFile?
        /// The directories above the path, outermost first.
        let above: [(path: RemotePath, file: RemoteFile?)]
        /// What the directory holds; for `recurse`, and for a link that may replace an empty one.
        let below: [RemoteFile]?
        /// What a link is to lead to.
        let source: RemoteFile?
        /// Seconds since 1970, where a time was given.
        let accessed: Double?
        let modified: Double?
    }

    var probe: Probe<State> {
        get throws(ModuleFailure) {
            let accessed = try written(accessTime, accessTimeFormat)
            let modified = try written(modificationTime, modificationTimeFormat)
            let above = state == .directory || recurse ? plain.ancestors : []
            let following = FileInterest(follow: true)
            return Probe<RemoteFile?>.file(plain)
                .and(.optionalFile(state == .absent ? nil : plain, following))
                .and(.files(above, following)).and(belowProbe).and(.optionalFile(sourcePath, following))
                .and(accessed.probe).and(modified.probe)
                .map { answers in
                    let ((((((entry, followed), parents), below), source), accessed), modified) = answers
                    return State(
                        entry: entry, followed: followed, above: Array(zip(above, parents)), below: below,
                        source: source, accessed: accessed, modified: modified)
                }
        }
    }

    private var belowProbe: Probe<[RemoteFile]?> {
        if recurse { return .directory(plain) }
        guard state == .link, force else { return .known(nil) }
        return .directory(plain, DirectoryInterest(recursive: false))
    }

    private var sourcePath: RemotePath? {
        guard let src, state == .link || state == .hard else { return nil }
        return state == .hard ? src : src.resolved(in: plain.parent)
    }

    /// The file that is worked on: behind the link, if links are followed and it leads anywhere.
    func subject(_ state: State) -> (path: RemotePath, file: RemoteFile?) {
        guard follow, let entry = state.entry, entry.kind == .symbolicLink, let target = state.followed else {
            return (plain, state.entry)
        }
        return (entry.resolvedPath ?? plain, target)
    }
}
