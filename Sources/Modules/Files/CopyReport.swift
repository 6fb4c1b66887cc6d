import ModuleKit
import Values

/// The return keys of `copy` and `template`.
struct CopyReport {
    let result: ModuleResult

    init(_ applied: Applied<Copy.State>) {
        switch applied.before {
        case .file(let file, let destination):
            let after = applied.after.flatMap { if case .file(_, let state) = $0 { state } else { nil } }
            result = Self.result(
                digest: file.content.sha1, bytes: file.content.bytes, destination, after, changed: applied.changed,
                backups: applied.backups)
        case .remoteFile(let file, let destination):
            let after = applied.after.flatMap { if case .remoteFile(_, let state) = $0 { state } else { nil } }
            result = Self.result(
                digest: file.digests[.sha1] ?? "", bytes: nil, destination, after, changed: applied.changed,
                backups: applied.backups)
        case .tree, .remoteTree:
            result = [:]
        }
    }

    /// - Parameters:
    ///   - after: `nil` when the state afterwards could not be learnt.
    ///   - bytes: The new contents if they are at hand.
    static func result(
        digest: String, bytes: [UInt8]?, _ before: DestinationState, _ after: DestinationState?, changed: Bool,
        backups: [RemotePath]
    ) -> ModuleResult {
        let dest = (after ?? before).site.entry?.path ?? before.site.path
        var keys: ModuleResult = ["dest": .string(dest.text), "checksum": .string(digest)]
        if changed, let bytes { keys["md5sum"] = .string(DigestAlgorithm.md5.hexDigest(of: bytes)) }
        if let after { keys.merge(after.site.entry.report) }
        if let backup = backups.first { keys["backup_file"] = .string(backup.text) }
        return keys
    }
}
