import ModuleKit
import Values

/// Bodies of requests in the two forms of HTML.
enum WebForm {
    /// `application/x-www-form-urlencoded`: pairs of names and values; a list stands for several pairs of one name.
    static func urlencoded(_ body: Value) throws(ModuleFailure) -> String {
        if let text = body.text { return text }
        return try pairs(body).flatMap { name, value in
            (value.list ?? [value]).map { "\(escaped(name))=\(escaped($0.requestText))" }
        }.joined(separator: "&")
    }

    private static func pairs(_ body: Value) throws(ModuleFailure) -> [(String, Value)] {
        if let mapping = body.map { return mapping.map { ($0.key.requestText, $0.value) } }
        var pairs: [(String, Value)] = []
        for item in body.list ?? [body] {
            guard let pair = item.list, pair.count == 2 else {
                throw ModuleFailure(
                    "a form must be a mapping or a list of pairs")
            }
            pairs.append((pair[0].requestText, pair[1]))
        }
        return pairs
    }

    /// Letters, digits and `_.-~` stay, a space becomes a plus, every other byte `%XX`.
    static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.hostBytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2E, 0x2D, 0x7E: bytes.append(byte)
            case 0x20: bytes.append(UInt8(ascii: "+"))
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A body of the type `multipart/form-data` (RFC 7578).
struct MultipartForm {
    private(set) var parts: [[UInt8]] = []

    /// A field: a text, or a mapping with `content` or `filename`, and `mime_type`.
    ///
    /// - Parameter file: Reads a file of the controller.
    mutating func add(
        _ name: String, _ value: Value, file: (String) throws(ModuleFailure) -> [UInt8]
    ) throws(ModuleFailure) {
        guard let part = value.map else {
            guard value.list == nil else {
                throw ModuleFailure("value of the field \(name) must be a string or a mapping")
            }
            return append(name, nil, "text/plain", Array(value.requestText.hostBytes))
        }
        let filename = part["filename"]?.text
        let type = part["mime_type"]?.text
        if let content = part["content"] {
            return append(name, filename, type ?? "application/octet-stream", Array(content.requestText.hostBytes))
        }
        guard let filename else {
            throw ModuleFailure("the field \(name) has neither `content` nor `filename`")
        }
        let bytes = Base64.wrapped(try file(filename))
        append(name, RemotePath(filename).name, type ?? "application/octet-stream", bytes, encoding: "base64")
    }

    private mutating func append(
        _ name: String, _ filename: String?, _ type: String, _ bytes: [UInt8], encoding: String? = nil
    ) {
        var head = encoding.map { "Content-Transfer-Encoding: \($0)\r\n" } ?? ""
        head += "Content-Type: \(type)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(name))\""
        if let filename { head += "; filename=\"\(Self.quoted(filename))\"" }
        parts.append(Array((head + "\r\n\r\n").utf8) + bytes + Array("\r\n".utf8))
    }

    /// RFC 7578 and HTML: quotes and line breaks are written as percent signs and digits.
    private static func quoted(_ text: String) -> String {
        text.replacingScalars("\"", with: "%22").replacingScalars("\r", with: "%0D").replacingScalars("\n", with: "%0A")
    }

    /// Drawn from the contents, so that the same form is the same request, and is not part of them.
    var boundary: String { "===============" + DigestAlgorithm.sha256.hexDigest(of: parts.joined()).prefix(19) + "==" }

    var contentType: String { "multipart/form-data; boundary=\"\(boundary)\"" }

    var body: [UInt8] {
        parts.flatMap { Array("--\(boundary)\r\n".utf8) + $0 } + Array("--\(boundary)--\r\n".utf8)
    }
}

extension Base64 {
    /// Lines of 76 characters, as mail has them.
    fileprivate static func wrapped(_ bytes: [UInt8]) -> [UInt8] {
        let text = Array(encoded(bytes).utf8)
        return stride(from: 0, to: text.count, by: 76).flatMap { start in
            Array(text[start..<Swift.min(start + 76, text.count)]) + [0x0D, 0x0A]
        }
    }
}
