import ModuleKit
import Values

/// Brings a file of the host to the controller.
struct Fetch: Module {
    static let doc = ModuleDoc(
        "fetch", "Fetch a file from the host to the controller.", traits: [.bringsFiles],
        returns: [
            ReturnValue("file", "The file on the host.", only: "if nothing had to be fetched"),
            ReturnValue("dest", "The file on the control node.", only: "if the file exists"),
            ReturnValue("checksum", "Its SHA-1 digest.", only: "if the file exists"),
            ReturnValue("md5sum", "Its MD5 digest.", only: "if the file exists"),
            ReturnValue("remote_checksum", "The SHA-1 digest of the file on the host.", only: "if the file changed"),
            ReturnValue("remote_md5sum", "Always null.", only: "if the file changed"),
        ],
        differences: """
            A host whose name could lead outside `dest`, such as `../x` or `a/b`, is refused unless `flat` is given.
            """,
        examples: """
            - fetch: { src: /var/lib/orchard/yield.csv, dest: collected }
            - fetch: { src: /var/lib/orchard/yield.csv, dest: yields/today.csv, flat: true }
            - fetch: { src: /var/lib/orchard/frost.csv, dest: frost/, flat: true, fail_on_missing: false }
            """)

    @Argument("The file on the host.") var src: RemotePath
    @Argument("Directory on the controller; the file is stored below it, in a directory named after the host.")
    var dest: ControllerDestination
    @Argument("Whether `dest` is the file itself or, with a trailing slash, the directory it goes into.") var flat:
        Bool =
            false
    @Argument("Whether a missing file is a failure.") var failOnMissing: Bool = true
    @Argument("Whether the fetched file is compared with the original.") var validateChecksum: Bool = true

    func validate() throws(ModuleFailure) { _ = try found }

    /// Contents and digests come in one answer, from one reading.
    /// It changes nothing.
    var touches: [Footprint] { [] }

    var probe: Probe<RemoteFile?> {
        .file(src, FileInterest(follow: true, digests: [.sha1], contentsUpTo: FileInterest.largestEdited))
    }

    func changes(from file: RemoteFile?) throws(ModuleFailure) -> [Change] {
        guard let file = try wanted(file) else { return [] }
        let content = try content(of: file)
        let found = try found
        switch found.kind {
        case .file(content.sha1, _): return []
        case .directory, .other:
            throw ModuleFailure(
                "\(found.path) \(MatchedPhrase.destinationIsDirectory) or not a regular file",
                hint: "end `dest` with a slash")
        case .file, .nothing:
            return [
                Change(
                    "fetch \(src) to \(found.path)", steps: [],
                    controllerWrites: [ControllerWrite(content, to: found.path)])
            ]
        }
    }

    func result(_ applied: Applied<RemoteFile?>) throws(ModuleFailure) -> ModuleResult {
        guard let file = try wanted(applied.before) else {
            return [
                "msg": .string("\(src) is missing or a directory\(MatchedPhrase.ignored)"), "file": .string(src.text),
            ]
        }
        let content = try content(of: file)
        let digest = Value.string(content.sha1)
        let md5 = Value.string(DigestAlgorithm.md5.hexDigest(of: content.bytes ?? []))
        let path = Value.string(try found.path)
        guard applied.changed else {
            return ["dest": path, "file": .string(src.text), "checksum": digest, "md5sum": md5]
        }
        return ["dest": path, "checksum": digest, "remote_checksum": digest, "md5sum": md5, "remote_md5sum": .null]
    }

    /// - Returns: `nil` if there is no such file, and that may be.
    private func wanted(_ file: RemoteFile?) throws(ModuleFailure) -> RemoteFile? {
        if let file, file.kind != .directory { return file }
        guard failOnMissing else { return nil }
        throw ModuleFailure(
            file == nil
                ? "\(MatchedPhrase.noRemoteFile): \(src)" : "\(src) is a directory, and only files can be fetched",
            hint: "`fail_on_missing: false` tolerates that")
    }

    private func content(of file: RemoteFile) throws(ModuleFailure) -> Content {
        guard let bytes = file.contents else { throw .cannotBeRead(file, src) }
        let content = Content.holding(bytes)
        guard validateChecksum, let sent = file.digests[.sha1], sent != content.sha1 else { return content }
        throw ModuleFailure(
            "the fetched file differs from the original", hint: "the file may be changing; try again",
            fields: ["checksum": .string(content.sha1), "remote_checksum": .string(sent)])
    }
}

// Where the file goes.
extension Fetch {
    private var found: ControllerState {
        get throws(ModuleFailure) {
            guard flat else { return try dest.state(of: dest.text + "/" + dest.hostDirectory() + "/" + relativePath) }
            guard dest.text.hasSuffix("/") else { return try dest.state(of: dest.text) }
            guard let name = try components.last else { throw ModuleFailure("\(src) does not name a file") }
            return try dest.state(of: dest.text + name)
        }
    }

    /// The path on the host as one below a directory of the controller.
    private var relativePath: String {
        get throws(ModuleFailure) { try components.joined(separator: "/") }
    }

    /// - Throws: if the path could lead elsewhere.
    private var components: [String] {
        get throws(ModuleFailure) {
            let parts = src.text.split(separator: "/").map(String.init).filter { $0 != "." }
            guard !parts.contains("..") else {
                throw ModuleFailure(
                    "`src` contains `..`, which could lead outside `dest`", hint: "write the path without it")
            }
            return parts
        }
    }
}
