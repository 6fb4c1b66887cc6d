import ModuleKit
import Values

/// The name of an image: a repository with a tag or a digest, or the id of an image that is there.
struct DockerImageName: Sendable, Hashable {
    /// With the registry: `quay.io/press/ink`.
    let repository: String
    /// A tag, or a digest with its method.
    var tag: String
    let isID: Bool

    /// - Parameter usual: The tag of a name without one.
    init(_ text: String, usual: String = "latest") throws(ModuleFailure) {
        guard text.consists(of: .letters, .digits, "_.-/:@"), !text.hasPrefix("-"), !text.hasPrefix("/"),
            !text.split(separator: "/", omittingEmptySubsequences: false).contains(where: { $0.isEmpty || $0 == ".." })
        else { throw ModuleFailure("not a name of an image: \(text)") }
        let digits = text.hasPrefix("sha256:") ? text.dropFirst(7) : text[...]
        isID = digits.count == 64 && digits.allSatisfy(\.isHexDigit)
        if isID {
            (repository, tag) = (text, "")
        } else if let at = text.firstIndex(of: "@") {
            (repository, tag) = (String(text[..<at]), String(text[text.index(after: at)...]))
        } else if let colon = text.lastIndex(of: ":"), !text[colon...].contains("/") {
            (repository, tag) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
        } else {
            (repository, tag) = (text, usual)
        }
    }

    private var isByDigest: Bool { tag.contains(":") }

    /// With its tag.
    var full: String { isID ? repository : "\(repository)\(isByDigest ? "@" : ":")\(tag)" }

    var path: String { "/images/\(full)/json" }

    /// The registry whose password is needed; Docker's own has a name of its own.
    var registry: String {
        let first = repository.split(separator: "/").first.map(String.init) ?? ""
        let isRegistry =
            repository.contains("/") && (first.contains(".") || first.contains(":") || first == "localhost")
        return isRegistry && !["docker.io", "index.docker.io"].contains(first) ? first : Self.dockerHub
    }

    static let dockerHub = "https://index.docker.io/v1/"

    func pull(platform: String?, _ credentials: DockerCredentials) -> DockerCall {
        let platform = platform.map { [("platform", $0)] } ?? []
        var call = DockerCall("POST", "/images/create", [("fromImage", repository), ("tag", tag)] + platform)
        call.isStream = true
        call.authorization = credentials.authorization(for: registry)
        return call
    }

    func push(_ credentials: DockerCredentials) -> DockerCall {
        var call = DockerCall("POST", "/images/\(repository)/push", [("tag", tag)])
        call.isStream = true
        // The engine insists on the header, and takes it without an account.
        call.authorization = credentials.authorization(for: registry) ?? Base64.encoded(Array("{}".utf8))
        return call
    }
}

/// What the host's user has logged in with: `config.json` of Docker's tools.
struct DockerCredentials: Sendable {
    private(set) var config: Mapping

    init(_ file: RemoteFile?) {
        let text = file?.contents.map { String(hostBytes: $0) } ?? ""
        config = (try? JSONReader.value(of: text))?.map ?? [:]
    }

    static func probe(_ path: RemotePath = .written("~/.docker/config.json")) -> Probe<DockerCredentials> {
        .file(path, FileInterest(follow: true, contentsUpTo: 1 << 20)).map { DockerCredentials($0) }
    }

    /// As the engine takes it in a header; `nil` if nobody is logged in there.
    func authorization(for registry: String) -> String? {
        guard let entry = entry(of: registry) else { return nil }
        var account: Mapping = ["serveraddress": .string(registry)]
        if let token = entry["identitytoken"]?.text, !token.isEmpty {
            account["identitytoken"] = .string(token)
        } else {
            let pair = (entry["auth"]?.text.flatMap { Base64.decoded($0) }).map { String(hostBytes: $0) } ?? ""
            let words = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard words.count == 2 else { return nil }
            account.merge(["username": .string(words[0]), "password": .string(words[1])])
        }
        let bytes = Array(JSONWriter().write(.map(account)).utf8)
        return String(Base64.encoded(bytes).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }

    func entry(of registry: String) -> Mapping? {
        let accounts = config["auths"]?.map ?? [:]
        return (accounts[registry] ?? accounts["https://\(registry)"] ?? accounts["https://\(registry)/v1/"])?.map
    }
}
