import Values

extension Filter {
    /// Addresses of the web.
    static var urls: [Filter] {
        [
            Filter("urlencode", "", encode),
            Filter("urldecode", "") { (input, _, _) throws(Fault) in
                .string(Percent.decode((try input.requiredString(by: "urldecode")).replacingScalars("+", with: " ")))
            },
            Filter("urlsplit", "query='', alias='urlsplit'", split),
        ]
    }

    @Sendable private static func encode(_ input: Object, _: Bound, _: Evaluation) throws(Fault) -> Object {
        switch input {
        case .dict, .list, .tuple, .instance: break
        default: return .string(Percent.encode(try Python.text(input), keeping: "/"))
        }
        var pairs: [(Object, Object)] = try input.dict?.entries().map { (Object(key: $0.key), $0.value) } ?? []
        if input.dict == nil {
            for pair in try Python.iterate(input) {
                let pair = try Python.iterate(pair)
                guard pair.count == 2 else {
                    throw Fault.failed("invalid query", "A query is made from key-value pairs.")
                }
                pairs.append((pair[0], pair[1]))
            }
        }
        var parts: [String] = []
        for (key, value) in pairs {
            parts.append(
                Percent.encode(try Python.text(key), keeping: " ") + "="
                    + Percent.encode(try Python.text(value), keeping: " "))
        }
        return .string(parts.joined(separator: "&").replacingScalars(" ", with: "+"))
    }

    @Sendable private static func split(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let parts = try SplitURL(try input.requiredString(by: "urlsplit")).entries
        let wanted = try bound.text(0)
        if wanted.isEmpty { return .dict(parts) }
        guard let part = parts.first(where: { $0.0 == wanted })?.1 else {
            let names = parts.map(\.0)
            throw Fault.failed(
                "unknown URL component",
                "unknown URL component: `\(wanted)` is not one of \(names.joined(separator: ", ")).",
                help: Suggestion.question(for: wanted, among: names))
        }
        return part
    }
}

/// Percent encoding (RFC 3986).
enum Percent {
    static func encode(_ text: String, keeping: String) -> String {
        var out = ""
        for byte in text.utf8 {
            let isPlain =
                (byte | 32 >= 97 && byte | 32 <= 122) || byte.isDigit || "_.-~".utf8.contains(byte)
                || keeping.utf8.contains(byte)
            out += isPlain ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16, uppercase: true).zeroFilled(2)
        }
        return out
    }

    static func decode(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                out.append(value)
                index += 3
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// The parts of a URL as Python's `urlsplit` finds them.
struct SplitURL {
    private var scheme = ""
    private var netloc = ""
    private var path = ""
    private var query = ""
    private var fragment = ""
    private let port: Int?

    init(_ text: String) throws(Fault) {
        // As Python: line breaks and tabs within an address are passed over.
        let kept = Python.strip(text, side: .left).unicodeScalars.filter { !["\t", "\r", "\n"].contains($0) }
        var rest = Substring(String(scalars: kept))
        if let colon = rest.firstIndex(of: ":"), let first = rest.first, first.isLetter,
            rest[..<colon].allSatisfy({ $0.isLetter || $0.isNumber || "+-.".contains($0) })
        {
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            netloc = String(rest.prefix { !"/?#".contains($0) })
            rest = rest.dropFirst(netloc.count)
        }
        if let mark = rest.firstIndex(of: "#") {
            fragment = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        path = String(rest)
        let digits = Self.hostAndPort(netloc).port
        port = digits.flatMap { Int($0) }
        guard digits.map({ $0.isEmpty || (0...65535).contains(Int($0) ?? -1) }) ?? true else {
            throw Fault.failed("invalid port in URL", "The port `\(digits ?? "")` is not a number up to 65535.")
        }
    }

    private static func hostAndPort(_ netloc: String) -> (host: Substring, port: String?) {
        let address = netloc.lastIndex(of: "@").map { netloc[netloc.index(after: $0)...] } ?? netloc[...]
        if address.hasPrefix("["), let end = address.firstIndex(of: "]") {
            let tail = address[address.index(after: end)...]
            return (address[..<end].dropFirst(), tail.hasPrefix(":") ? String(tail.dropFirst()) : nil)
        }
        guard let colon = address.firstIndex(of: ":") else { return (address, nil) }
        return (address[..<colon], String(address[address.index(after: colon)...]))
    }

    private var user: (name: String?, password: String?) {
        guard let at = netloc.lastIndex(of: "@") else { return (nil, nil) }
        let parts = netloc[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
    }

    /// In the order in which `urlsplit` of Ansible shows them.
    var entries: [(String, Object)] {
        let text = { (value: String?) -> Object in value.map { .string($0) } ?? .none }
        let host = Self.hostAndPort(netloc).host.lowercased()
        return [
            ("fragment", .string(fragment)), ("hostname", host.isEmpty ? .none : .string(host)),
            ("netloc", .string(netloc)), ("password", text(user.password)), ("path", .string(path)),
            ("port", port.map { .int($0) } ?? .none), ("query", .string(query)), ("scheme", .string(scheme)),
            ("username", text(user.name)),
        ]
    }
}
