import ModuleKit
import Values

/// Tells what stands at a path.
struct Stat: Module {
    static let doc = ModuleDoc(
        "stat", "Report the status of a path on the host.",
        returns: [ReturnValue("stat", "What is known of the file; `exists` is always there.")],
        differences: """
            `mimetype` and `charset` come from the host's file(1), and are `unknown` without it; `attributes` and `version` are
            an empty list and null. `readable`, `writeable` and `executable` follow from owner, group and mode.
            """,
        examples: """
            - stat: { path: /srv/orchard/current }
              register: current
            - stat: { path: /srv/orchard/yield.csv, checksum_algorithm: sha512 }
            - stat: { path: /srv/orchard/yield.csv, get_checksum: false }
            """)

    enum Algorithm: String, ArgumentChoice {
        case md5, sha1, sha224, sha256, sha384, sha512
    }

    @Argument("The path to examine.", aliases: "dest", "name") var path: RemotePath
    @Argument("Whether a link is followed.") var follow: Bool = false
    @Argument("Whether a checksum of a file is returned.") var getChecksum: Bool = true
    @Argument("The algorithm of the checksum.", aliases: "checksum", "checksum_algo") var checksumAlgorithm: Algorithm =
        .sha1
    @Argument("Whether the MIME type is returned.", aliases: "mime", "mime_type", "mime-type") var getMime: Bool =
        true
    @Argument("Whether file flags are returned.", aliases: "attr", "attributes") var getAttributes: Bool = true

    struct State: Sendable {
        let file: RemoteFile?
        let identity: Identity
        let mime: FileMime
    }

    /// It changes nothing.
    var touches: [Footprint] { [] }

    var probe: Probe<State> {
        .all(
            .file(path, FileInterest(follow: follow, digests: getChecksum ? [algorithm] : [])), Identity.probe,
            getMime ? FileMime.probe(path) : .known(.unknown)
        ).map { State(file: $0, identity: $1, mime: $2) }
    }

    func changes(from state: State) -> [Change] { [] }

    func result(_ applied: Applied<State>) -> ModuleResult {
        guard let file = applied.before.file else { return ["stat": ["exists": false]] }
        var keys = file.statFields(for: applied.before.identity)
        keys["exists"] = true
        if getMime {
            let mime = applied.before.mime
            keys.merge(["mimetype": .string(mime.type), "charset": .string(mime.charset)])
        }
        if getAttributes { keys.merge(["attributes": [], "attr_flags": "", "version": .null]) }
        return ["stat": .map(keys)]
    }

    private var algorithm: DigestAlgorithm { DigestAlgorithm(rawValue: checksumAlgorithm.rawValue) ?? .sha1 }
}
