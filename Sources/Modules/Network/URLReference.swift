/// An address as a server gives it: whole, or seen from the page that was asked (RFC 3986, section 5.2).
struct URLReference {
    let text: String

    /// The whole address, seen from `base`.
    func resolved(against base: String) -> String {
        if text.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.-]*:/) != nil { return text }
        guard let parts = base.firstMatch(of: /^([A-Za-z][A-Za-z0-9+.-]*:)(\/\/[^\/?#]*)([^?#]*)/) else { return text }
        let (scheme, server, path) = (parts.output.1, parts.output.2, parts.output.3)
        if text.hasPrefix("//") { return scheme + text }
        if text.hasPrefix("/") { return scheme + server + text }
        if text.isEmpty || text.hasPrefix("?") || text.hasPrefix("#") { return scheme + server + path + text }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return scheme + server + Self.withoutDots(folder + text)
    }

    /// The path without `.` and with each `..` and what stands before it gone.
    private static func withoutDots(_ path: Substring) -> String {
        var kept: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            switch part {
            case "..": if kept.count > 1 { kept.removeLast() }
            case ".": break
            default: kept.append(part)
            }
            if index == parts.count - 1, part == "." || part == ".." { kept.append("") }
        }
        return kept.joined(separator: "/")
    }
}
