import ModuleKit
import Values

/// Reads an HTTP response from its bytes; see RFC 9112.
enum HTTPResponseParser {
    /// - Parameters:
    ///   - head: Status line and headers. Of several heads (100 Continue, a proxy's), the last one counts.
    ///   - body: What the head is about; of chunks what they held.
    /// - Returns: `nil` if this is no response of HTTP.
    static func response(head: some Collection<UInt8>, body: [UInt8], url: String) -> HTTPResponse? {
        let lines = lines(of: head)
        guard let start = lines.lastIndex(where: { $0.hasPrefix("HTTP/") }) else { return nil }
        let status = lines[start].split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        guard status.count >= 2, let code = Int(status[1]), (100...999).contains(code) else { return nil }
        let headers = headers(lines[(start + 1)...].prefix { !$0.isEmpty })
        return HTTPResponse(
            status: code, reason: status.count > 2 ? String(status[2]) : "", headers: headers,
            body: body, url: url)
    }

    private static func lines(of head: some Collection<UInt8>) -> [String] {
        head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            // By bytes: Swift takes CR and LF for one character.
            String(hostBytes: line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : Array(line))
        }
    }

    /// A line that begins with a blank continues the one before.
    private static func headers(_ lines: some Sequence<String>) -> [HTTPResponse.Header] {
        var headers: [HTTPResponse.Header] = []
        for line in lines {
            if line.first == " " || line.first == "\t", let last = headers.popLast() {
                headers.append(HTTPResponse.Header(last.name, "\(last.value) \(line.trimmed)"))
            } else if let colon = line.firstIndex(of: ":") {
                headers.append(HTTPResponse.Header(String(line[..<colon]), line[colon...].dropFirst().trimmed))
            }
        }
        return headers
    }
}
