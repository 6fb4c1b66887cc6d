import Foundation
import Testing

/// A web service that is asked with curl(1)'s means: one request, one answer, nothing kept.
struct HTTPService {
    let address: String
    let port: Int

    /// Posts a document and returns the one that comes back.
    func post(_ path: String, json: String) async throws -> [String: Any] {
        let request =
            "POST \(path) HTTP/1.0\r\nHost: \(address)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(json.utf8.count)\r\n\r\n\(json)"
        let script = "exec 3<>/dev/tcp/\(address)/\(port); printf %s \(request.quoted) >&3; cat <&3"
        let answer = try await Program("/bin/bash", ["-ec", script]).finish(within: 30)
        try #require(answer.output.hasPrefix("HTTP/1."), "\(answer.all)")
        let parts = answer.output.components(separatedBy: "\r\n\r\n")
        #expect(parts[0].contains(" 200 "), "\(answer.output)")
        let body = Data(parts.dropFirst().joined(separator: "\r\n\r\n").utf8)
        return try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any])
    }
}
