import ModuleKit
import Values

/// Manages package repositories of APT, each in a file of fields.
struct Deb822Repository: Module {
    enum Kind: String, ArgumentChoice {
        case deb
        case debSrc = "deb-src"
    }

    static let doc = ModuleDoc(
        "deb822_repository", "Add and remove APT repositories, each in a file of its own.",
        returns: [
            ReturnValue("dest", "The file of the repository."),
            ReturnValue("repo", "What is in it; null for one that is absent."),
            ReturnValue("key_filename", "The file of its key; null if the key is in no file."),
        ],
        differences: """
            Nothing needs to be installed on the host. `signed_by` takes addresses of http:// and https://.
            """,
        examples: """
            - name: Get the packages of the press
              deb822_repository:
                name: press
                uris: https://deb.example.net/press
                suites: [stable]
                components: [main]
                architectures: [amd64]
                signed_by: https://deb.example.net/press.asc
            - deb822_repository: { name: garden, types: [deb, deb-src], uris: "https://deb.example.net/garden", suites: ./ }
            - deb822_repository: { name: press, state: absent }
            """)

    @Argument("Go on with a repository that is no longer signed.") var allowDowngradeToInsecure: Bool?
    @Argument("Allow a repository without a valid signature.") var allowInsecure: Bool?
    @Argument("Allow signatures with weak digests.") var allowWeak: Bool?
    @Argument("Architectures to look for.") var architectures: [String]?
    @Argument("Get indexes by their digests.") var byHash: Bool?
    @Argument("Whether times of the repository are compared with the host's clock.") var checkDate: Bool?
    @Argument("Whether a repository may be out of date.") var checkValidUntil: Bool?
    @Argument("Components of the suites.") var components: [String]?
    @Argument("How far in the future the repository may lie, in seconds.") var dateMaxFuture: Int?
    @Argument("Whether APT uses the source.") var enabled: Bool?
    @Argument("Where the file `InRelease` is, relative to its usual place.") var inreleasePath: String?
    @Argument("Languages to get descriptions in.") var languages: [String]?
    @Argument("Permissions of the file.") var mode: FileMode = .exact(0o644)
    @Argument("Name of the repository, by which its files are named.") var name: String
    @Argument("Whether differences of indexes are got instead of whole ones.") var pdiffs: Bool?
    @Argument("What signs it: a URL or file of a key, the key itself as text, or fingerprints.") var signedBy: String?
    @Argument("Whether the repository should exist.") var state: Presence = .present
    @Argument("Suites, such as `bookworm`, or a path that ends with a slash.") var suites: [String]?
    @Argument("Which indexes are got.") var targets: [String]?
    @Argument("Whether packages are trusted without a signature.") var trusted: Bool?
    @Argument("Packages, sources, or both.") var types: [Kind] = [.deb]
    @Argument("Addresses of the repository.") var uris: [String]?

    func validate() throws(ModuleFailure) {
        guard !slug.isEmpty else {
            throw ModuleFailure("no file can be named by `name`: \(name)", hint: "use letters and digits")
        }
        if case .preserve = mode {
            throw ModuleFailure("`mode: preserve` does not apply here, because no file is copied")
        }
        _ = try keyRequest
    }

    var touches: [Footprint] { [.path(dest), .path(Self.keyrings), .packages] }

    var probe: Probe<Deb822Host> {
        get throws(ModuleFailure) {
            let whole = FileInterest(contentsUpTo: FileInterest.largestEdited)
            return .all(
                .file(dest, whole), .file(Self.keyrings, FileInterest(follow: true)), .files(keyFiles, whole),
                try .asked(if: state == .present) { () throws(ModuleFailure) in try key }
            ).map { Deb822Host(file: $0, keyrings: $1, keyFiles: $2, key: $3 ?? .none) }
        }
    }

    func changes(from host: Deb822Host) -> [Change] {
        guard state == .present else {
            return zip([dest] + keyFiles, [host.file] + host.keyFiles).compactMap { path, file in
                file.map { Change("remove \(path)", diff: diff($0, nil, path), steps: [.remove(path)]) }
            }
        }
        return keyChanges(host) + settle(dest, host.file, Array(text(signedBy: host.key.value(of: self)).utf8), mode)
    }

    func result(_ applied: Applied<Deb822Host>) -> ModuleResult {
        guard state == .present else {
            return ["repo": .null, "dest": .string(dest.text), "key_filename": .string(keyFiles[1].text)]
        }
        let key = applied.before.key
        return [
            "repo": .string(text(signedBy: key.value(of: self))), "dest": .string(dest.text),
            "key_filename": key.path(of: self).map { .string($0.text) } ?? .null,
        ]
    }
}

/// What `deb822_repository` must know of the host.
struct Deb822Host: Sendable {
    /// What signs the repository.
    enum Key: Sendable {
        /// What is written as it is: fingerprints or a key; nothing if it is not said.
        case none
        case file(RemotePath)
        case downloaded([UInt8])

        func path(of module: Deb822Repository) -> RemotePath? {
            switch self {
            case .none: nil
            case .file(let path): path
            case .downloaded(let bytes): module.keyFile(for: bytes)
            }
        }

        func value(of module: Deb822Repository) -> String? { path(of: module)?.text ?? module.signedBy }
    }

    var file: RemoteFile?
    /// The directory of keys.
    var keyrings: RemoteFile?
    /// What stands where the module keeps keys, in text and in bytes.
    var keyFiles: [RemoteFile?]
    var key: Key
}

/// Names and contents.
extension Deb822Repository {
    private static let keyrings = RemotePath("/etc/apt/keyrings")

    private var slug: String {
        let joined = name.lowercased().split { $0 == "_" || $0.isWhitespace }.joined(separator: "-")
        return joined.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }

    private var dest: RemotePath { AptSources.folder.appending(slug + ".sources") }

    private var keyFiles: [RemotePath] { ["asc", "gpg"].map { Self.keyrings.appending("\(slug).\($0)") } }

    func keyFile(for bytes: [UInt8]) -> RemotePath { keyFiles[OpenPGPArmor.isArmored(bytes) ? 0 : 1] }

    /// The fields in the order of the arguments' names.
    private func text(signedBy: String?) -> String {
        let yesOrNo = { (flag: Bool?) in flag.map { $0 ? "yes" : "no" } }
        let list = { (words: [String]?) in words?.joined(separator: " ") }
        let fields: [(String, String?)] = [
            ("Allow-Downgrade-To-Insecure", yesOrNo(allowDowngradeToInsecure)),
            ("Allow-Insecure", yesOrNo(allowInsecure)), ("Allow-Weak", yesOrNo(allowWeak)),
            ("Architectures", list(architectures)), ("By-Hash", yesOrNo(byHash)), ("Check-Date", yesOrNo(checkDate)),
            ("Check-Valid-Until", yesOrNo(checkValidUntil)), ("Components", list(components)),
            ("Date-Max-Future", dateMaxFuture.map { "\($0)" }), ("Enabled", yesOrNo(enabled)),
            ("Inrelease-Path", inreleasePath), ("Languages", list(languages)), ("X-Repolib-Name", name),
            ("Pdiffs", yesOrNo(pdiffs)), ("Signed-By", signedBy), ("Suites", list(suites)), ("Targets", list(targets)),
            ("Trusted", yesOrNo(trusted)), ("Types", list(types.map(\.rawValue))), ("URIs", list(uris)),
        ]
        return fields.compactMap { name, value in value.map { Self.field(name, $0) } }.joined()
    }

    /// A value of several lines begins on the next, and an empty line is a dot: deb-control(5).
    private static func field(_ name: String, _ value: String) -> String {
        guard value.contains("\n") else { return value.isEmpty ? "\(name):\n" : "\(name): \(value)\n" }
        let lines = value.trimmed.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { String($0).trimmed }
        return "\(name):\n" + lines.map { "    \($0.isEmpty ? "." : $0)\n" }.joined()
    }
}

/// The key and the files.
extension Deb822Repository {
    private var keyRequest: HTTPRequest? {
        get throws(ModuleFailure) {
            guard let signedBy, signedBy.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.-]*:/) != nil, !signedBy.contains("\n")
            else { return nil }
            return try WebRequest(method: "GET", url: signedBy, arguments: WebArguments(), timeout: 10).request()
        }
    }

    private var key: Probe<Deb822Host.Key> {
        get throws(ModuleFailure) {
            if let request = try keyRequest {
                return Probe<CommandOutput>.command(.printing(request), reading: []).map {
                    output throws(ModuleFailure) in
                    guard output.exitCode == 0 else {
                        throw ModuleFailure(
                            "the key \(request.url) cannot be downloaded: \(output.complaint)", output: output)
                    }
                    return .downloaded(output.standardOutput.bytes)
                }
            }
            guard let signedBy, signedBy.hasPrefix("/"), !signedBy.contains("\n") else {
                return .known(.none)
            }
            let path = RemotePath(signedBy)
            return Probe<RemoteFile?>.file(path, FileInterest(follow: true)).map { file in
                file?.kind == .regular ? .file(path) : .none
            }
        }
    }

    private func keyChanges(_ host: Deb822Host) -> [Change] {
        guard case .downloaded(let bytes) = host.key else { return [] }
        let path = keyFile(for: bytes)
        let old = host.keyFiles[path == keyFiles[0] ? 0 : 1]
        let changes = settle(path, old, bytes, .exact(0o644))
        return old?.contents == bytes ? changes : directory(host) + changes
    }

    private func directory(_ host: Deb822Host) -> [Change] {
        let wanted = WantedAttributes(owner: "root", group: "root", mode: .exact(0o755))
        guard let keyrings = host.keyrings else {
            let make = Step.makeDirectory(Self.keyrings, wanted.forNew(directory: true))
            return [Change("create the directory \(Self.keyrings)", steps: [make])]
        }
        return AttributeDifference(wanted, of: keyrings).change(at: Self.keyrings, follow: true).map { [$0] } ?? []
    }

    /// The file with these contents and this mode.
    private func settle(_ path: RemotePath, _ old: RemoteFile?, _ bytes: [UInt8], _ mode: FileMode) -> [Change] {
        let wanted = WantedAttributes(mode: mode)
        let difference = old.map { AttributeDifference(wanted, of: $0) }
        guard old?.contents != bytes else { return difference?.change(at: path, follow: false).map { [$0] } ?? [] }
        let target = FileWrite.Target(path, attributes: difference?.wanted ?? wanted.forNew())
        return [
            Change(
                old == nil ? "create \(path)" : "edit \(path)", diff: diff(old, bytes, path),
                steps: [.write(FileWrite(.holding(bytes), to: target))])
        ]
    }

    private func diff(_ old: RemoteFile?, _ new: [UInt8]?, _ path: RemotePath) -> Diff {
        .contents(before: old?.contents, after: new, beforeHeader: path.text, afterHeader: path.text)
    }
}
