import ModuleKit
import Values

/// Downloads a file from the web to the host.
struct GetUrl: SettingFileAttributes {
    static let doc = ModuleDoc(
        "get_url", "Download files to the host.",
        checkMode: .partly(
            except: "whether a download would differ from the file that is there, which counts as unchanged"),
        refused: FileAttributeArguments.refused.merging(WebArguments.refused) { $1 },
        ignored: ["tmp_dest": "the download is written next to its destination"],
        returns: [
            ReturnValue("url", "The URL."),
            ReturnValue("dest", "The file."),
            ReturnValue("elapsed", "How many seconds the download took."),
            ReturnValue("status_code", "The status of the response.", only: "if the server was asked"),
            ReturnValue(
                "checksum_src", "The SHA-1 digest of the download.", only: "if the file was fetched or was current"),
            ReturnValue(
                "checksum_dest", "The SHA-1 digest of the file that was there.",
                only: "if the file was fetched or was current"),
            ReturnValue("md5sum", "The MD5 digest of the download.", only: "if the file was fetched"),
            ReturnValue("src", "The file.", only: "if the file was fetched"),
            ReturnValue("backup_file", "The backup.", only: "if one was made"),
        ] + .ofFile,
        differences: """
            Only http:// and https:// are supported, and redirects lead neither from https to http nor from elsewhere to \
            loopback and link-local addresses, unless `unsafe_redirects` is set.
            """,
        examples: """
            - get_url: { url: "https://files.example.net/orchard.conf", dest: /etc/orchard.conf, mode: "0640" }
            - get_url: { url: "https://files.example.net/rows", dest: /srv/orchard/rows, force_basic_auth: true }
            - get_url:
                url: https://files.example.net/press
                dest: /usr/local/bin/press
                headers: { X-Orchard: east }
                checksum: sha256:0f343b0931126a20f133d67c2b018a3b5e0f8a4ed0e8d1b1a5f4b3f8ad3a7f10
            - get_url:
                url: https://files.example.net/press
                dest: /usr/local/bin/
                checksum: sha256:https://files.example.net/SHA256SUMS
                backup: true
            """)

    @Argument("The http:// or https:// URL to download.") var url: String
    @Argument("Path of the file; in a directory, the file is named by the server or the URL.") var dest: RemotePath
    @Argument("Digest the file must have: `algorithm:digest`, or `algorithm:URL` of a list of digests.") var checksum:
        String = ""
    @Argument("Keep a backup of the old file.") var backup: Bool = false
    @Argument("Seconds without progress before the download fails.") var timeout: Double = 10
    @Argument("Directory for a download that is not complete yet.") var tmpDest: RemotePath?
    @Argument("User name for the server.", aliases: "username") var urlUsername: String?
    @Argument("Password for the server.", aliases: "password") var urlPassword: Secret?
    @ArgumentGroup var web: WebArguments
    @ArgumentGroup var attributes: FileAttributeArguments

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        _ = try WantedDigest(checksum)
        _ = try request(url, since: nil)
    }

    var probe: Probe<GetUrlHost> {
        get throws(ModuleFailure) {
            let digest = try WantedDigest(checksum)
            let interest = FileInterest(follow: true, digests: [digest?.algorithm ?? .sha1, .sha1])
            return Probe<RemoteFile?>.file(dest, interest)
                .and(.file(dest.withoutTrailingSlashes.parent, FileInterest(follow: true)))
                .and(.file(guessedMember, interest)).and(.file(dest)).and(try list(digest)).map {
                    known throws(ModuleFailure) in
                    let ((((old, parent), member), _), list) = known
                    var host = GetUrlHost(old: old, parent: parent, member: member, digest: digest)
                    if let digest, let list { host.digest = try digest.looked(up: url, in: list) }
                    return host
                }
        }
    }

    func changes(from host: GetUrlHost) throws(ModuleFailure) -> [Change] {
        try host.old.refuseIrregular(at: dest)
        if let current = host.current, !web.force {
            return AttributeDifference(attributes.wanted, of: current).change(at: current.path, follow: true)
                .map { [$0] } ?? []
        }
        let difference = host.file.map { AttributeDifference(attributes.wanted, of: $0) }
        let settings = difference?.change(at: dest, follow: true).map { [$0] } ?? []
        guard host.old != nil || host.parent.isDirectory else {
            throw ModuleFailure("the destination directory \(dest.withoutTrailingSlashes.parent) does not exist")
        }
        let since = host.digest == nil && !web.force ? host.file?.modified : nil
        let target = FileWrite.Target(
            dest, attributes: difference?.wanted ?? attributes.wanted.forNew(), backup: backup && host.file != nil,
            inPlace: attributes.unsafeWrites)
        let download = Download(
            try request(url, since: since), to: target, digest: host.digest?.hexadecimal,
            algorithm: host.digest?.algorithm ?? .sha1, namedByResponse: host.old.isDirectory)
        return [Change("download \(url)", steps: [.download(download)], counts: host.lacksFile || host.digest != nil)]
            + settings
    }

    func result(_ applied: Applied<GetUrlHost>) throws(ModuleFailure) -> ModuleResult {
        try GetUrlReport(module: self, applied: applied).result()
    }
}

/// What `get_url` must know of the host.
struct GetUrlHost: Sendable {
    /// What stands at the destination, behind links.
    var old: RemoteFile?
    var parent: RemoteFile?
    /// In a destination that is a directory: the file with the name that the URL suggests.
    var member: RemoteFile?
    var digest: WantedDigest?

    /// What is to be replaced, if it is a file.
    var file: RemoteFile? { old.isDirectory ? nil : old }

    /// Whether, as far as can be told, the download makes a new file.
    var lacksFile: Bool { old == nil || (old.isDirectory && member == nil) }

    /// The file that has the digest that is wanted, so that nothing needs to be fetched.
    var current: RemoteFile? {
        guard let digest, let hexadecimal = digest.hexadecimal else { return nil }
        let file = old.isDirectory ? member : old
        return file?.digests[digest.algorithm] == hexadecimal ? file : nil
    }
}

extension GetUrl {
    /// Where a directory gets the file, unless the server gives it another name.
    private var guessedMember: RemotePath {
        let path = url.split(separator: "?", maxSplits: 1).first ?? ""
        return dest.appending(path.split(separator: "/").last.map(String.init) ?? "")
    }

    private func request(_ url: String, since time: Double?) throws(ModuleFailure) -> HTTPRequest {
        var request = try WebRequest(
            method: "GET", url: url, arguments: web, timeout: timeout, user: urlUsername, password: urlPassword,
            addedHeaders: time.map { [("If-Modified-Since", HTTPDate.text($0))] } ?? []
        ).request()
        request.redirects = .safe
        return request
    }

    /// The list of digests, where one is named.
    private func list(_ digest: WantedDigest?) throws(ModuleFailure) -> Probe<String?> {
        guard let url = digest?.listURL else { return .known(nil) }
        return Probe<CommandOutput>.command(.printing(try request(url, since: nil)), reading: []).map {
            output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure(
                    "the list of digests \(url) cannot be downloaded: \(output.complaint)", output: output)
            }
            return output.standardOutput.text
        }
    }
}
