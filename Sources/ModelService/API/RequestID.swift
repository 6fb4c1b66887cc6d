import HTTPTypes
import Hummingbird
import NIOHTTP1
import Synchronization

/// By which a request is found again: in its answer, in errors, in the log and by whoever asked.
enum RequestID {
    static let field = "X-Request-ID"
    private static let fieldInLowerCase = "x-request-id"

    /// The client's own, or a new one where it has none or one that could not stand in a log.
    static func of(_ head: HTTPRequestHead) -> String {
        var given: String?
        for (name, value) in head.headers
        where name.utf8.count == field.utf8.count && name.lowercased() == fieldInLowerCase {
            // One of several would be a guess.
            guard given == nil, isUsable(value) else { return next() }
            given = value
        }
        return given ?? next()
    }

    /// A new one: no other request of this or any other process has it.
    static func next() -> String {
        let number = count.add(1, ordering: .relaxed).newValue
        return String(unsafeUninitializedCapacity: 32) { text in
            for (index, byte) in process.enumerated() { text[index] = byte }
            for index in 0..<8 { text[24 + index] = digits[number >> (4 * (7 - index)) & 15] }
            return 32
        }
    }

    // Random once and counted then: an ID is no secret, and random bits for each request would cost more than the rest of it.
    private static let process = Array(Job.newID().utf8.prefix(24))
    private static let digits = Array("0123456789abcdef".utf8)
    private static let count = Atomic(0)

    private static func isUsable(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
    }
}

extension Request {
    /// The ID that the connection gave the request; nothing for one that came over none.
    var id: String? { headers[.requestID] }
}

extension HTTPField.Name {
    static let requestID = HTTPField.Name(parsed: "x-request-id") ?? .contentLength
}
