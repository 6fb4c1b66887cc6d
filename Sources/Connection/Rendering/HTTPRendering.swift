import ModuleKit
import Values

/// HTTP spoken by the host.
enum HTTPRendering {
    static func request(_ request: HTTPRequest) -> RenderedStep {
        let script: ShellText = "\(preparation(request))\nsp_http; sp_http_tell 1"
        return RenderedStep(frame(script, request)) { reply in
            if let failure = RenderedStep.failure(reply) { return .failed(failure) }
            let records = HTTPRecords(reply.output.bytes[...])
            return .responded(records.response(asked: request.url))
        }
    }

    static func download(_ download: Download) -> RenderedStep {
        let digest = download.digest.map { (algorithm: download.algorithm, hex: $0.lowercased()) }
        let accepts = download.accepts.sorted().map(String.init).joined(separator: " ")
        let script: ShellText = """
            \(preparation(download.request))
            \(WriteRendering.setting(download.target, size: 0, digest))
            sp_accepts=\(accepts) sp_named=\(download.namedByResponse ? 1 : 0) sp_body=\(download.returnsBody ? 1 : 0)
            sp_http; sp_download
            """
        return RenderedStep(frame(script, download.request)) { outcome(of: download, $0) }
    }

    private static func outcome(of download: Download, _ reply: FrameReply) -> StepOutcome {
        // 98: the status was not accepted, which the module judges.
        if reply.status != 98, let failure = RenderedStep.failure(reply) { return .failed(failure) }
        var rest = reply.output.bytes[...]
        let fields = (0..<6).map { _ in String(hostBytes: rest.nextRecord()) }
        let response = HTTPRecords(rest).response(asked: download.request.url)
        return .downloaded(
            Downloaded(
                response, path: RemotePath(fields[0]), size: Int(fields[1]) ?? 0, sha1: fields[2], md5: fields[3],
                replaced: fields[4] == "1", backup: fields[5].isEmpty ? nil : RemotePath(fields[5])))
    }

    /// The file of a command that needs one from the web: fetched before the command is run, and gone after it.
    static func bringing(_ request: HTTPRequest, for run: ShellText) -> ShellText {
        """
        exec 3>&1
        \(preparation(request))
        sp_http; sp_bring; ( \(run) )
        """
    }

    private static func frame(_ script: ShellText, _ request: HTTPRequest) -> Frame {
        // A function that runs with its streams turned elsewhere tells of a missing tool on this one.
        var frame = Frame("exec 3>&1\n\(script)", needs: [.writing, .http])
        frame.limits = OutputCapture.Limits(head: 64 << 20, tail: 0)
        if let body = request.body, body.count > CommandRendering.largestInline { frame.upload = .bytes(body) }
        return frame
    }

    /// The variables and files that `sp_http` reads.
    private static func preparation(_ request: HTTPRequest) -> ShellText {
        let (url, inURL) = Self.credentials(in: request.url)
        let credentials = request.credentials ?? inURL
        let headers = request.headers.filter { $0.name.isHeaderName }
        let isFirst = { (header: EnvironmentVariable) in
            request.unredirectedHeaders.contains(header.name.lowercased())
        }
        return """
            sp_own; x=\(Nonce.make()); sp_room_for_files; umask_kept=$(umask); umask 077
            \(file("all", headers.filter { !isFirst($0) }))
            \(file("first", headers.filter(isFirst)))
            \(file("auth", credentials.map { [authorization($0)] } ?? []))
            \(body(request))
            umask "$umask_kept"
            sp_url=\(url) sp_method=\(request.method) sp_redirects=\(request.redirects.rawValue)
            sp_anywhere=\(request.redirectsAnywhere ? 1 : 0)
            sp_timeout=\(max(1, Int(request.timeout.rounded(.up)))) sp_force=\(credentials?.force ?? false ? 1 : 0)
            sp_verify=\(request.validatesCertificates ? 1 : 0) sp_ca=\(path(request.certificateAuthority))
            sp_cert=\(path(request.clientCertificate)) sp_key=\(path(request.clientKey))
            sp_unix=\(path(request.unixSocket)) sp_proxy=\(request.usesProxy ? 1 : 0)
            sp_netrc=\(request.usesNetrc && credentials == nil ? 1 : 0) sp_gunzip=\(request.decompresses ? 1 : 0)
            """
    }

    private static func path(_ path: RemotePath?) -> ShellText { path.map { "\($0)" } ?? "" }

    private static func file(_ name: String, _ headers: [EnvironmentVariable]) -> ShellText {
        let lines = headers.map { "\($0.name): \($0.value.reveal().withoutLineBreaks)\n" }.joined()
        return "\(ShellText.printing(lines.hostBytes)) >\"$sp_w\"/\(name)"
    }

    private static func body(_ request: HTTPRequest) -> ShellText {
        if let path = request.bodyFile {
            return """
                sp_only_file \(path)
                cat -- \(path) >"$sp_w/body" || sp_no missingParent \("\(path) cannot be read")
                """
        }
        guard let body = request.body else { return ":" }
        guard body.count > CommandRendering.largestInline else { return "\(ShellText.printing(body)) >\"$sp_w/body\"" }
        return """
            sp_need head; sp_go; sp_receive_whole \(body.count) "$sp_w/body" || sp_no noSpace 'no space for the request body'
            """
    }

    private static func authorization(_ credentials: HTTPRequest.Credentials) -> EnvironmentVariable {
        let pair = "\(credentials.user):\(credentials.password.reveal())"
        return EnvironmentVariable("Authorization", "Basic \(Base64.encoded(pair.hostBytes))")
    }

    /// Takes `user:password@` out of a URL: it must not stand in a list of arguments or in a log of the server.
    private static func credentials(in url: String) -> (url: String, HTTPRequest.Credentials?) {
        guard let scheme = url.ranges(of: "://").first else { return (url, nil) }
        let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return (url, nil) }
        let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let bare = url[..<scheme.upperBound] + url[authority.index(after: at)...]
        let password = parts.count > 1 ? String(parts[1]).percentDecoded : ""
        return (
            String(bare),
            HTTPRequest.Credentials(
                user: String(parts[0]).percentDecoded, password: Secret(password), force: false)
        )
    }
}

/// What `sp_http_tell` wrote.
private struct HTTPRecords {
    private let url: String
    private let reason: String
    private let head: ArraySlice<UInt8>
    private let body: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        url = String(hostBytes: rest.nextRecord())
        reason = String(hostBytes: rest.nextRecord()).trimmed
        head = rest.nextRecord()
        body = rest
    }

    func response(asked: String) -> HTTPResponse {
        if reason.isEmpty,
            let response = HTTPResponseParser.response(head: head, body: Array(body), url: url)
        {
            return response
        }
        let words = reason.isEmpty ? "the server did not send an HTTP response" : reason
        return HTTPResponse(status: -1, reason: words, headers: [], body: [], url: url.isEmpty ? asked : url)
    }
}

extension String {
    /// Whether this is a token in the sense of RFC 9110: nothing else may stand before a header's colon.
    fileprivate var isHeaderName: Bool {
        !isEmpty && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"():;<=>?@[\\]{},\"/".utf8.contains($0) }
    }

    /// A line break in a header's value would begin a header of its own.
    fileprivate var withoutLineBreaks: String {
        String(scalars: unicodeScalars.filter { $0 != "\n" && $0 != "\r" })
    }

    fileprivate var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(hostBytes: bytes)
    }
}
