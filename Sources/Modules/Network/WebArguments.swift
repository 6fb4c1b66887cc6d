import ModuleKit
import Values

/// What `uri` and `get_url` have in common: how the host speaks to a web server.
struct WebArguments: ArgumentGroupContents {
    @Argument("Headers to send.") var headers: Mapping = [:]
    @Argument("Value of the User-Agent header.") var httpAgent: String = "ansible-httpget"
    @Argument("Send user name and password without waiting for the server to ask.") var forceBasicAuth: Bool =
        false
    @Argument("Ask caches along the way for a fresh copy.") var force: Bool = false
    @Argument("File on the host with the client certificate, in PEM format.") var clientCert: RemotePath?
    @Argument("File on the host with the key of the client certificate, in PEM format.") var clientKey: RemotePath?
    @Argument("Use the proxies from the host's environment.") var useProxy: Bool = true
    @Argument("Verify the server's certificate.") var validateCerts: Bool = true
    @Argument("Decompress a compressed body.") var decompress: Bool = true
    @Argument("Take user name and password from the host's .netrc if none are given.") var useNetrc: Bool = true
    @Argument("Headers that are not sent again after a redirect.") var unredirectedHeaders: [String] = []
    @Argument("Follow redirects from https to http, and from elsewhere to loopback and link-local addresses.")
    var unsafeRedirects: Bool = false

    static let refused = [
        "ciphers": "the host's own choice of ciphers is used", "use_gssapi": "Kerberos is not supported",
    ]
}

/// Arguments of a web request, checked and put together.
struct WebRequest {
    let method: String
    let url: String
    let arguments: WebArguments
    var timeout: Double
    var user: String?
    var password: Secret?
    /// Headers that the module adds where the task gives none of that name.
    var addedHeaders: [(name: String, value: String)] = []

    /// - Throws: for what would end a header early, and for schemes that are not fetched.
    func request() throws(ModuleFailure) -> HTTPRequest {
        try checkURL()
        var request = HTTPRequest(method, url)
        request.headers = try headers()
        request.unredirectedHeaders = Set(arguments.unredirectedHeaders.map { $0.lowercased() })
        request.redirectsAnywhere = arguments.unsafeRedirects
        request.validatesCertificates = arguments.validateCerts
        request.clientCertificate = arguments.clientCert
        request.clientKey = arguments.clientKey
        request.usesProxy = arguments.useProxy
        request.decompresses = arguments.decompress
        request.usesNetrc = arguments.useNetrc
        request.timeout = timeout
        if let user {
            request.credentials = HTTPRequest.Credentials(
                user: user, password: password ?? Secret(""), force: arguments.forceBasicAuth)
        }
        return request
    }

    private func checkURL() throws(ModuleFailure) {
        let scheme = url.prefix { $0 != ":" }.lowercased()
        guard url.contains("://"), scheme == "http" || scheme == "https" else {
            throw ModuleFailure("unsupported URL: \(url)", hint: "http:// and https:// are supported")
        }
        guard !url.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) else {
            throw ModuleFailure(
                "the URL contains a space or a control character: \(url)", hint: "write a space as %20")
        }
        guard method.consists(of: .letters) else { throw ModuleFailure("not an HTTP method: \(method)") }
    }

    private func headers() throws(ModuleFailure) -> [EnvironmentVariable] {
        var headers: [EnvironmentVariable] = []
        for (name, value) in arguments.headers {
            headers.append(try header(name.text ?? "", value.requestText))
        }
        let given = Set(headers.map { $0.name.lowercased() })
        var added = [("User-Agent", arguments.httpAgent)] + addedHeaders
        if arguments.force { added.append(("Cache-Control", "no-cache")) }
        for (name, value) in added where !given.contains(name.lowercased()) {
            headers.append(try header(name, value))
        }
        return headers
    }

    /// RFC 9110: a name is a token, and a value holds no line break.
    private func header(_ name: String, _ value: String) throws(ModuleFailure) -> EnvironmentVariable {
        let isToken =
            !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"()<>@,;:\\\"/[]?={}".utf8.contains($0) }
        guard isToken else { throw ModuleFailure("not a valid header name: \(name)") }
        guard !value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
            throw ModuleFailure("the header \(name) contains a line break")
        }
        return EnvironmentVariable(name, value)
    }
}

extension Value {
    /// As a request carries it: a scalar as Python's `str` writes it, nothing for null; a collection as JSON.
    var requestText: String {
        if isNull { "" } else { scalarText ?? JSONWriter().write(self) }
    }
}
