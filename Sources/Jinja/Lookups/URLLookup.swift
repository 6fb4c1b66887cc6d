import Values

extension Lookup {
    /// What is found at URLs, as lines unless `split_lines` says otherwise.
    static let url = Lookup("url", hasEffects: true) { (call) throws(Fault) in
        let splits = try call.flag("split_lines", or: true)
        var results: [Object] = []
        for address in try call.texts() {
            let bytes = try contents(of: URLLookupOptions(call).fetch(address), call.evaluation.controller.fetch)
            results += (splits ? lines(bytes) : [bytes[...]]).map { .string(String(hostBytes: $0)) }
        }
        return results
    }

    private static func contents(
        of request: URLFetch, _ fetch: (URLFetch) throws(Diagnostic) -> [UInt8]
    ) throws(Fault) -> [UInt8] {
        do {
            return try fetch(request)
        } catch {
            throw Fault(.lookup, error.summary, error.detail ?? error.summary, help: error.help)
        }
    }

    /// As Python cuts bytes into lines: at line feeds, carriage returns and both together.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        let (feed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(where: { $0 == feed || $0 == carriageReturn }) {
            lines.append(rest[..<end])
            let isBoth = rest[end] == carriageReturn && rest.indices.contains(end + 1) && rest[end + 1] == feed
            rest = rest[(end + (isBoth ? 2 : 1))...]
        }
        return rest.isEmpty ? lines : lines + [rest]
    }
}

/// The options of `lookup('url')`: given to it, or by variables `ansible_lookup_url_…`, or in the environment.
private struct URLLookupOptions {
    private let call: LookupCall

    init(_ call: LookupCall) { self.call = call }

    func fetch(_ url: String) throws(Fault) -> URLFetch {
        try refuseUnsupported()
        var fetch = URLFetch(url: url)
        for (name, value) in try call.option("headers")?.dict?.entries() ?? [] {
            fetch.headers.append((try Python.text(Object(key: name)), try Python.text(value)))
        }
        fetch.unredirectedHeaders = try texts("unredirected_headers", "unredir_headers")
        if let user = try call.text("username") {
            fetch.credentials = (user, try call.text("password") ?? "")
        }
        fetch.sendsCredentialsAtOnce = try flag("force_basic_auth", or: false)
        fetch.acceptsCached = try !flag("force", or: false)
        fetch.redirects = try redirects()
        fetch.redirectsAnywhere = try flag("unsafe_redirects", or: false)
        fetch.usesProxy = try call.flag("use_proxy", or: true)
        fetch.usesNetrc = try flag("use_netrc", or: true)
        fetch.validatesCertificates = try call.flag("validate_certs", or: true)
        fetch.unixSocket = try text("unix_socket")
        fetch.certificateAuthority = try text("ca_path")
        if let seconds = try text("timeout").flatMap(Double.init) { fetch.timeout = seconds }
        if let agent = try text("http_agent", "agent") { fetch.agent = agent }
        return fetch
    }

    private func refuseUnsupported() throws(Fault) {
        let ciphers = try !texts("ciphers").isEmpty
        guard try flag("use_gssapi", or: false) || ciphers else { return }
        throw Fault(
            .lookup, "option not supported",
            "`\(ciphers ? "ciphers" : "use_gssapi")` of `lookup('url')` has no counterpart here.")
    }

    private func redirects() throws(Fault) -> URLFetch.Redirects {
        switch try text("follow_redirects") ?? "urllib2" {
        case "all", "yes": return .all
        case "safe", "urllib2": return .safe
        case "none", "no": return .none
        case let word:
            throw Fault(
                .lookup, "invalid option",
                "`follow_redirects` must be all, none, safe or urllib2, not `\(word)`.")
        }
    }

    /// - Parameter end: How the variable's name ends, where that is not the option.
    private func value(_ name: String, _ end: String? = nil) throws(Fault) -> Object? {
        if let given = call.option(name) { return given.isNone ? nil : given }
        let variable = "ansible_lookup_url_\(end ?? name)"
        if let set = try call.evaluation.root.variable(Symbol(variable)) { return set }
        let text = call.evaluation.controller.environment[variable.uppercased()]
        return text.flatMap { $0.isEmpty ? nil : .string($0) }
    }

    private func text(_ name: String, _ end: String? = nil) throws(Fault) -> String? {
        try value(name, end).map { (value) throws(Fault) in try Python.text(value) }
    }

    private func flag(_ name: String, or fallback: Bool) throws(Fault) -> Bool {
        try value(name).map { (value) throws(Fault) in try LookupCall.isOn(value) } ?? fallback
    }

    private func texts(_ name: String, _ end: String? = nil) throws(Fault) -> [String] {
        guard let value = try value(name, end) else { return [] }
        if let text = value.string { return text.split(separator: ",").map { Python.strip(String($0)) } }
        return try LookupCall.items(of: value).map { (item) throws(Fault) in try Python.text(item) }
    }
}
