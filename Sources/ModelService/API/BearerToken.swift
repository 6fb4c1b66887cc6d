import HTTPTypes
import Hummingbird

/// The word that a client must know (RFC 6750).
///
/// Only its digest is kept, so that nothing can print it.
package struct BearerToken: Sendable {
    private let digest: String

    /// - Returns: Nothing if the text could not stand in a header: RFC 6750 allows letters, digits and `-._~+/=`.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        digest = SHA256.hex(text.utf8)
    }

    /// Lets a request pass that carries the token.
    func check(_ request: Request) throws(APIError) {
        guard let offered = request.bearerToken, isSame(SHA256.hex(offered.utf8)) else { throw .unauthorized }
    }

    // Digests are compared to their end, so that the time tells nothing about how much was right.
    private func isSame(_ offered: String) -> Bool {
        zip(digest.utf8, offered.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~+/=".utf8.contains(byte)
        }
    }
}

extension Request {
    /// What stands behind `Authorization: Bearer`; the scheme's case does not matter (RFC 9110, 11.1).
    fileprivate var bearerToken: String? {
        let words = headers[.authorization]?.split(separator: " ") ?? []
        return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
    }
}

extension APIError {
    fileprivate static var unauthorized: APIError {
        var error = APIError(.unauthorized, "unauthorized", "This path requires a token: Authorization: Bearer TOKEN.")
        error.challenge = "Bearer"
        return error
    }
}
