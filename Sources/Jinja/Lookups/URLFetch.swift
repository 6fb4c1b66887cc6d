/// What `lookup('url')` asks a server for.
package struct URLFetch: Sendable {
    package enum Redirects: String, Sendable {
        case all, safe, none
    }

    package let url: String
    package var headers: [(name: String, value: String)] = []
    /// Those that are not sent again after a redirect.
    package var unredirectedHeaders: [String] = []
    package var credentials: (user: String, password: String)?
    /// Whether credentials are sent before the server asks.
    package var sendsCredentialsAtOnce = false
    /// `false` for an answer of the server itself and of no cache.
    package var acceptsCached = true
    package var redirects = Redirects.safe
    /// Whether redirects may lead from https to http, and from elsewhere to loopback and link-local addresses.
    package var redirectsAnywhere = false
    package var usesProxy = true
    package var usesNetrc = true
    package var validatesCertificates = true
    package var unixSocket: String?
    /// A file of certificates to trust.
    package var certificateAuthority: String?
    /// Seconds.
    package var timeout = 10.0
    package var agent = "ansible-httpget"
}
