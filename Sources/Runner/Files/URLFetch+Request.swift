import Connection
package import Jinja
import ModuleKit
package import Values

extension URLFetch {
    /// What the server sends, as `lookup('url')` gives it.
    ///
    /// - Throws: why there is nothing: no contact, or a status other than success.
    package func contents(environment: [String: String]) throws(Diagnostic) -> [UInt8] {
        let response: HTTPResponse
        do {
            response = try ControllerHTTP.respond(to: request, environment: environment)
        } catch {
            throw Diagnostic("lookup", "server not reached", detail: error.message)
        }
        guard (200..<300).contains(response.status) else {
            let words = response.status > 0 ? "\(response.status) \(response.reason)" : response.reason
            throw Diagnostic("lookup", "nothing found at the URL", detail: "\(url) answered: \(words).")
        }
        return response.body
    }

    private var request: HTTPRequest {
        var request = HTTPRequest("GET", url)
        request.headers = allHeaders.map { EnvironmentVariable($0.name, $0.value) }
        request.unredirectedHeaders = Set(unredirectedHeaders.map { $0.lowercased() })
        if let (user, password) = credentials {
            request.credentials = HTTPRequest.Credentials(
                user: user, password: Secret(password), force: sendsCredentialsAtOnce)
        }
        request.redirects = HTTPRequest.Redirects(rawValue: redirects.rawValue) ?? .safe
        request.redirectsAnywhere = redirectsAnywhere
        request.validatesCertificates = validatesCertificates
        request.certificateAuthority = certificateAuthority.map { RemotePath($0) }
        request.unixSocket = unixSocket.map { RemotePath($0) }
        (request.usesProxy, request.usesNetrc, request.timeout) = (usesProxy, usesNetrc, timeout)
        return request
    }

    private var allHeaders: [(name: String, value: String)] {
        let names = Set(headers.map { $0.name.lowercased() })
        var all = headers
        if !names.contains("user-agent") { all.append(("User-Agent", agent)) }
        if !acceptsCached, !names.contains("cache-control") { all.append(("Cache-Control", "no-cache")) }
        return all
    }
}
