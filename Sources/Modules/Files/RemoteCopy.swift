import ModuleKit
import Values

/// A file of the host to be copied to another place of it.
struct RemoteCopy {
    let source: RemoteFile
    let attributes: WantedAttributes
    let inPlace: Bool
    let backup: Bool
    let validate: String?
    let force: Bool
    let follow: Bool
    let directoryAttributes: FileAttributes
    /// Whether the copy has the source's mode where none is asked for: files of a directory do.
    var keepsMode = false

    func changes(at destination: DestinationState) throws(ModuleFailure) -> [Change] {
        guard source.kind == .regular else { throw .noFile(source.path, source.kind) }
        guard let digest = source.digests[.sha1] else { throw ModuleFailure("\(source.path) cannot be read") }
        // The placement decides; only its step has another source.
        let content = Content(.bytes([]), size: source.size, sha1: digest)
        let placement = Placement(
            content: content, sourceMode: source.mode, origin: source.path.text, attributes: attributes,
            inPlace: inPlace, backup: backup, validate: validate, force: force, follow: follow,
            directoryAttributes: directoryAttributes)
        return try placement.changes(at: destination).map { change in
            var change = change
            change.steps = change.steps.map(copying)
            if case .contents(let before, _, let header, _) = change.diff {
                change.diff = .contents(
                    before: before, after: source.contents, beforeHeader: header, afterHeader: source.path.text)
            }
            return change
        }
    }

    private func copying(_ step: Step) -> Step {
        guard case .write(let write) = step else { return step }
        var target = write.target
        if keepsMode, attributes.mode == nil { target.attributes.mode = source.mode }
        return .copy(from: source.path, to: target)
    }
}
