import ModuleKit
import Values

/// The keys that APT trusts, as they stand on a host: apt-secure(8).
struct AptKeyrings: Sendable, Hashable {
    struct File: Sendable, Hashable {
        let path: RemotePath
        private(set) var keys: [OpenPGPKey] = []
        private let isArmored: Bool
        /// Whether nothing but keys is in it. APT passes over files of other forms, such as those of newer GnuPG.
        fileprivate let isReadable: Bool
        /// Of the bytes in the file.
        fileprivate private(set) var sha1 = ""

        /// One that is new.
        fileprivate init(_ path: RemotePath) {
            self.path = path
            (isArmored, isReadable) = (path.text.hasSuffix(".asc"), true)
        }

        fileprivate init(_ body: FileBodies.File) {
            path = body.path
            isArmored = OpenPGPArmor.isArmored(body.bytes)
            isReadable = OpenPGPPackets.fill(OpenPGPArmor.bytes(of: body.bytes))
            if isReadable { keys = OpenPGPKey.keys(in: body.bytes) }
            sha1 = DigestAlgorithm.sha1.hexDigest(of: body.bytes)
        }

        fileprivate func holding(_ keys: [OpenPGPKey]) -> File {
            var file = self
            file.keys = keys
            file.sha1 = DigestAlgorithm.sha1.hexDigest(of: file.bytes)
            return file
        }

        fileprivate var bytes: [UInt8] {
            let bytes = keys.flatMap(\.bytes)
            return isArmored ? OpenPGPArmor.text(of: bytes) : bytes
        }
    }

    static let main = RemotePath("/etc/apt/trusted.gpg")
    static let folder = RemotePath("/etc/apt/trusted.gpg.d")

    private(set) var files: [File]

    /// - Parameter keyring: The only one that counts; `nil` for all.
    static func fact(_ keyring: RemotePath?) -> HostFact<AptKeyrings> {
        let folder = keyring == nil ? folder : nil
        return HostFact(FileBodies.listing([keyring ?? main], and: folder, endings: [".gpg", ".asc"])) {
            output throws(ModuleFailure) in
            let bodies = try FileBodies(output, failure: "the keyrings of APT cannot be read")
            return AptKeyrings(files: bodies.files.map { File($0) })
        }
    }

    /// All primary keys and subkeys.
    var parts: [OpenPGPKey.Part] { files.flatMap(\.keys).flatMap(\.parts) }
}

// What becomes of the files.
extension AptKeyrings {
    /// A key that is there already is replaced where it is, which brings its new subkeys and a new time of expiry.
    func adding(_ keys: [OpenPGPKey], to path: RemotePath) throws(ModuleFailure) -> AptKeyrings {
        let known = files.flatMap(\.keys).map(\.fingerprint)
        var rings = AptKeyrings(files: files.map { file in Self.renewing(file, by: keys) })
        let added = keys.filter { !known.contains($0.fingerprint) }
        guard !added.isEmpty else { return rings }
        let index = rings.files.firstIndex { $0.path == path } ?? rings.files.endIndex
        if index == rings.files.endIndex { rings.files.append(File(path)) }
        guard rings.files[index].isReadable else {
            throw ModuleFailure(
                "\(path) is no keyring that APT reads", hint: "gpg --export writes one; `keyring` may name another file"
            )
        }
        rings.files[index] = rings.files[index].holding(rings.files[index].keys + added)
        return rings
    }

    private static func renewing(_ file: File, by keys: [OpenPGPKey]) -> File {
        let renewed = file.keys.map { old in keys.first { $0.fingerprint == old.fingerprint } ?? old }
        return renewed == file.keys ? file : file.holding(renewed)
    }

    /// A keyring that loses all its keys goes.
    func removing(_ fingerprints: Set<String>) -> AptKeyrings {
        AptKeyrings(
            files: files.compactMap { file in
                let left = file.keys.filter { !fingerprints.contains($0.fingerprint) }
                if left == file.keys { return file }
                return left.isEmpty ? nil : file.holding(left)
            })
    }

    /// What makes of the old files these.
    func changes(from old: AptKeyrings) -> [Change] {
        let gone = old.files.filter { file in !files.contains { $0.path == file.path } }
        let removals = gone.map { file in
            Change("remove \(file.path)", diff: Self.diff(file, nil), steps: [.remove(file.path)])
        }
        return removals
            + files.compactMap { file in
                let before = old.files.first { $0.path == file.path }
                return file == before ? nil : Self.write(file, over: before)
            }
    }

    private static func write(_ file: File, over old: File?) -> Change {
        var target = FileWrite.Target(file.path, attributes: FileAttributes(mode: old == nil ? 0o644 : nil))
        target.basis = old.map { .sha1($0.sha1) } ?? .nothing
        let write = FileWrite(.holding(file.bytes), to: target)
        return Change("keys of \(file.path)", diff: diff(old, file), steps: [.write(write)])
    }

    private static func diff(_ old: File?, _ new: File?) -> Diff {
        let lines = { (file: File?) in file.map { Array($0.keys.map { $0.fingerprint + "\n" }.joined().utf8) } }
        let header = (old ?? new)?.path.text ?? ""
        return .contents(before: lines(old), after: lines(new), beforeHeader: header, afterHeader: header)
    }
}
