import ModuleKit
import Values

/// Brings the contents of a file of the host as base64.
struct Slurp: Module {
    static let doc = ModuleDoc(
        "slurp", "Read a file from the host, as base64.",
        returns: [
            ReturnValue("content", "The contents in Base64."),
            ReturnValue("encoding", "Always base64."),
            ReturnValue("source", "The file."),
        ],
        examples: """
            - slurp: { src: /etc/machine-id }
              register: machine
            """)

    @Argument("The file to read.", aliases: "path") var src: RemotePath

    /// It changes nothing.
    var touches: [Footprint] { [] }

    var probe: Probe<RemoteFile?> {
        let file = Probe<RemoteFile?>.file(
            src, FileInterest(follow: true, contentsUpTo: FileInterest.largestEdited))
        return Probe(file.queries) { answers throws(ModuleFailure) in
            if case .refused(let reason)? = answers[file.queries[0]] {
                throw ModuleFailure("\(MatchedPhrase.notReadable): \(reason)", hint: "`become: true` may help")
            }
            return try file.state(answers)
        }.then { file in file.map { found in .known(found) } ?? obstacle }
    }

    /// A file that is missing because what should be its directory is none has words of its own.
    private var obstacle: Probe<RemoteFile?> {
        Probe<RemoteFile?>.file(src.parent, FileInterest(follow: true)).map { parent throws(ModuleFailure) in
            guard let parent, parent.kind != .directory else { return nil }
            throw ModuleFailure("\(MatchedPhrase.cannotSlurp): \(src.parent) is not a directory")
        }
    }

    func changes(from file: RemoteFile?) throws(ModuleFailure) -> [Change] {
        guard let file else { throw ModuleFailure("\(MatchedPhrase.notFound): \(src)") }
        if file.kind == .directory { throw ModuleFailure("\(MatchedPhrase.notAFile): \(src)") }
        guard file.contents != nil else { throw .cannotBeRead(file, src) }
        return []
    }

    func result(_ applied: Applied<RemoteFile?>) -> ModuleResult {
        [
            "content": .string(Base64.encoded(applied.before?.contents ?? [])), "encoding": "base64",
            "source": .string(src.text),
        ]
    }
}

extension ModuleFailure {
    static func cannotBeRead(_ file: RemoteFile, _ path: RemotePath) -> ModuleFailure {
        guard file.kind == .regular else { return .noFile(path, file.kind) }
        guard file.size > FileInterest.largestEdited else {
            return ModuleFailure("\(MatchedPhrase.notReadable): \(path)", hint: "`become: true` may help")
        }
        let limit = FileInterest.largestEdited >> 20
        return ModuleFailure("\(path) is too large: \(file.size) bytes, and at most \(limit) MiB can be read")
    }
}
