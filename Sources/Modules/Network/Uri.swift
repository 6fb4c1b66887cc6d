import ModuleKit
import Values

/// Speaks to a web service from the host.
struct Uri: SettingFileAttributes {
    enum BodyFormat: String, ArgumentChoice {
        case raw, json
        case formUrlencoded = "form-urlencoded"
        case formMultipart = "form-multipart"
    }

    enum Redirects: String, ArgumentChoice {
        case safe, all, none, urllib2, yes, no
    }

    static let doc = ModuleDoc(
        "uri", "Send requests to web services.", checkMode: .skips,
        refused: FileAttributeArguments.refused.merging(WebArguments.refused) { $1 },
        returns: [
            ReturnValue("url", "The URL that answered.", only: "if the request was made"),
            ReturnValue("status", "The status of the response.", only: "if the request was made"),
            ReturnValue("redirected", "Whether another URL answered.", only: "if the request was made"),
            ReturnValue("elapsed", "How many seconds it took.", only: "if the request was made"),
            ReturnValue("cookies", "The cookies of the response.", only: "with a status of 2xx"),
            ReturnValue("cookies_string", "The same as a header.", only: "with a status of 2xx"),
            ReturnValue("json", "The body as data.", only: "if it is JSON"),
            ReturnValue("content", "The body.", only: "with `return_content`"),
            ReturnValue("path", "The file.", only: "with `dest`"),
            ReturnValue("stdout", "Why nothing was done.", only: "with `creates` or `removes`"),
        ] + [.others("The headers of the response, in lowercase and with underscores.")] + .ofFile,
        differences: """
            Only http:// and https:// are supported, and redirects lead neither from https to http nor from elsewhere to \
            loopback and link-local addresses, unless `unsafe_redirects` is set. A truncated response counts as a failure.
            """,
        examples: """
            - uri: { url: "https://orchard.example.net/rows", return_content: true }
            - uri:
                url: https://orchard.example.net/rows
                user: anna
                password: "{{ orchard_password }}"
                method: POST
                body: { row: { trees: 40 } }
                force_basic_auth: true
                status_code: [201, 202]
                body_format: json
            - uri: { url: "https://orchard.example.net/enter", method: POST, body_format: form-urlencoded, body: [[who, anna]] }
            - uri:
                url: https://orchard.example.net/photos
                method: POST
                body_format: form-multipart
                body: { photo: { filename: tree.png, mime_type: image/png }, row: "3" }
            - uri: { url: "https://orchard.example.net/yield.csv", dest: /srv/orchard/yield.csv, mode: "0640" }
            - uri: { url: "http://localhost/state", unix_socket: /run/orchard.socket }
            """)

    @Argument("The http:// or https:// URL to request.") var url: String
    @Argument("HTTP method of the request.") var method: String = "GET"
    @Argument("Body of the request: text, or data that `body_format` turns into text.") var body: RequestBody?
    @Argument("How the body is encoded.") var bodyFormat: BodyFormat = .raw
    @Argument("File to send as the body, from the controller or, with `remote_src`, from the host.") var src:
        ControllerFile?
    @Argument("Whether `src` is on the host.") var remoteSrc: Bool = false
    @Argument("Status codes that mean success.") var statusCode: [Int] = [200]
    @Argument("Return the body of the response as `content`.") var returnContent: Bool = false
    @Argument("File or directory on the host in which to store the body of the response.") var dest: RemotePath?
    @Argument("Skip the request if this file exists on the host.") var creates: RemotePath?
    @Argument("Send the request only if this file exists on the host.") var removes: RemotePath?
    @Argument("Which redirects are followed.") var followRedirects: Redirects = .safe
    @Argument("Seconds without progress before the request fails.") var timeout: Double = 30
    @Argument("User name for the server.", aliases: "user") var urlUsername: String?
    @Argument("Password for the server.", aliases: "password") var urlPassword: Secret?
    @Argument("File on the host with the CA certificates to trust, in PEM format.") var caPath: RemotePath?
    @Argument("Unix socket on the host to connect through.") var unixSocket: RemotePath?
    @ArgumentGroup var web: WebArguments
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [.exclusive("body", "src")]

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        _ = try request(for: nil)
    }

    var probe: Probe<UriHost> {
        let (creates, removes) = (creates, removes)
        return existence(of: creates).and(existence(of: removes)).and(destination).map { known in
            let ((created, removed), destination) = known
            var reason: String?
            if let creates, created == true { reason = "\(MatchedPhrase.skippedSince) \(creates) exists" }
            if let removes, removed == false { reason = "\(MatchedPhrase.skippedSince) \(removes) is missing" }
            return UriHost(exemption: reason, destination: destination)
        }
    }

    func changes(from host: UriHost) throws(ModuleFailure) -> [Change] {
        guard host.exemption == nil else { return [] }
        let summary = "\(method.uppercased()) \(url)"
        guard let dest else { return [Change(summary, steps: [.request(try request(for: host))], counts: false)] }
        let old = host.destination
        try old.refuseIrregular(at: dest)
        let difference = old.map { AttributeDifference(attributes.wanted, of: $0) }
        let target = FileWrite.Target(
            dest,
            attributes: old == nil || old.isDirectory
                ? attributes.wanted.forNew() : difference?.wanted ?? FileAttributes(),
            inPlace: attributes.unsafeWrites)
        let download = Download(
            try request(for: host), to: target, namedByResponse: old.isDirectory, accepts: Set(statusCode),
            returnsBody: true)
        let settings = old.isDirectory ? nil : difference?.change(at: dest, follow: true)
        return [Change(summary, steps: [.download(download)], counts: true)] + (settings.map { [$0] } ?? [])
    }

    func result(_ applied: Applied<UriHost>) throws(ModuleFailure) -> ModuleResult {
        if let reason = applied.before.exemption { return ModuleResult(["stdout": .string(reason)], changed: false) }
        switch applied.outcomes.first {
        case .responded(let response):
            return ModuleResult(try report(response, others: [:]))
        case .downloaded(let download):
            var others: Mapping = ["path": .string(download.path.text)]
            if let file = applied.after?.destination, file.kind == .regular { others.merge(file.report) }
            return ModuleResult(
                try report(download.response, others: others), changed: download.response.status != 304)
        default: return CommandReport.leftOut
        }
    }
}

/// What `uri` must know of the host.
struct UriHost: Sendable {
    /// Why nothing is asked.
    var exemption: String?
    var destination: RemoteFile?
}

extension Uri {
    private func existence(of path: RemotePath?) -> Probe<Bool?> {
        guard let path else { return .known(nil) }
        return Probe<RemoteFile?>.file(path, FileInterest(follow: true)).map { $0 != nil }
    }

    private var destination: Probe<RemoteFile?> {
        guard let dest else { return .known(nil) }
        return Probe<RemoteFile?>.file(dest, FileInterest(follow: true)).and(.file(dest)).map(\.0)
    }

    /// - Parameter host: `nil` to check the arguments alone.
    private func request(for host: UriHost?) throws(ModuleFailure) -> HTTPRequest {
        let (bytes, type) = try encodedBody()
        let hasBody = bytes != nil || src != nil
        // What a form sends is what a server expects of a body of which nothing is said.
        var added = (type ?? (hasBody ? "application/x-www-form-urlencoded" : nil)).map { [("Content-Type", $0)] } ?? []
        if let old = host?.destination, old.kind == .regular, !web.force {
            added.append(("If-Modified-Since", HTTPDate.text(old.modified)))
        }
        var request = try WebRequest(
            method: method.uppercased(), url: url, arguments: web, timeout: timeout, user: urlUsername,
            password: urlPassword, addedHeaders: added
        ).request()
        request.body = bytes
        if let src {
            if remoteSrc {
                request.bodyFile = .written(src.name)
            } else if host != nil {
                request.body = try src.bytes()
            }
        }
        request.redirects = redirects
        request.certificateAuthority = caPath
        request.unixSocket = unixSocket
        return request
    }

    private var redirects: HTTPRequest.Redirects {
        switch followRedirects {
        case .safe, .urllib2: .safe
        case .all, .yes: .all
        case .none, .no: .none
        }
    }

    private func encodedBody() throws(ModuleFailure) -> (bytes: [UInt8]?, type: String?) {
        guard let body else { return (nil, nil) }
        switch bodyFormat {
        case .raw:
            guard body.value.map == nil, body.value.list == nil else {
                throw ModuleFailure(
                    "the body is data, not a string", hint: "set body_format: json, or write it as a string")
            }
            return (body.value.isNull ? nil : body.value.requestText.hostBytes, nil)
        case .json:
            return (Array((body.value.text ?? JSONWriter().write(body.value)).hostBytes), "application/json")
        case .formUrlencoded:
            return (Array(try WebForm.urlencoded(body.value).utf8), "application/x-www-form-urlencoded")
        case .formMultipart:
            let form = try body.multipart()
            return (form.body, form.contentType)
        }
    }

    private func report(_ response: HTTPResponse, others: Mapping) throws(ModuleFailure) -> Mapping {
        let answer = WebAnswer(response: response, asked: url)
        var result = answer.headerFields
        if (0..<300).contains(response.status) {
            result.merge(["cookies": .map(answer.cookies), "cookies_string": .string(answer.cookiesText)])
        }
        result.merge([
            "status": .int(response.status), "msg": .string(answer.message), "url": .string(answer.url),
            "redirected": .bool(answer.isAnswer && answer.url != url), "elapsed": .int(Int(response.seconds)),
        ])
        if let location = answer.value(of: "location") {
            result["location"] = .string(URLReference(text: location).resolved(against: answer.url))
        }
        if let json = answer.json { result["json"] = json }
        if returnContent { result["content"] = .string(answer.text) }
        result.merge(others)
        guard statusCode.contains(response.status) else {
            result.removeValue(forKey: "msg")
            let expected = statusCode.map(String.init).joined(separator: ", ")
            throw ModuleFailure(
                "\(MatchedPhrase.statusCode) \(response.status) and not [\(expected)]: \(answer.message)",
                fields: result)
        }
        return result
    }
}
