import Values

/// Names of hosts: which are refused, and how `name:port` and ranges are written.
enum HostName {
    /// Why a name could do harm as part of a path or of a command line; `nil` if it cannot.
    static func flaw(in name: String) -> String? {
        if name.isEmpty { return "is empty" }
        if name.hasPrefix("-") { return "begins with a dash, so programs would take it for an option" }
        if name == "." || name == ".." { return "is the name of a directory" }
        if name.utf8.count > 255 { return "is longer than 255 bytes" }
        guard !name.utf8.allSatisfy(isPlain), let bad = name.unicodeScalars.first(where: isRefused) else { return nil }
        return "contains \(inWords(bad))"
    }

    static func refusal(_ name: String, _ flaw: String, at span: SourceSpan?) -> Diagnostic {
        Diagnostic(
            "inventory", "invalid host name", detail: "The name `\(printable(name))` \(flaw).", at: span,
            help: "use a plain name for the host and set `ansible_host` to its address")
    }

    /// What nearly all names are made of.
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
            || "/\\'\"`;%$&|<>(){}!*?#".unicodeScalars.contains(scalar)
    }

    private static func inWords(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "/": "a slash, which would make it a path"
        case _ where scalar.properties.isWhitespace: "a space or line break"
        case _ where scalar.properties.generalCategory == .control: "a control character"
        default: "`\(scalar)`, which has a special meaning on command lines"
        }
    }

    private static func printable(_ name: String) -> String {
        String(
            name.prefix(80).map {
                $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } ? $0 : "?"
            })
    }

    /// Splits `name:22` and `[::1]:22`. A bare IPv6 address has no port.
    static func splitPort(_ text: String) -> (name: String, port: Int?) {
        guard text.utf8.contains(UInt8(ascii: ":")), let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), port >= 0
        else {
            return (unbracketed(text), nil)
        }
        let name = text[..<colon]
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]") && name.dropFirst().firstIndex(of: "[") == nil
        if isBracketed { return (String(name.dropFirst().dropLast()), port) }
        var depth = 0
        for character in name {
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            if character == ":", depth == 0 { return (text, nil) }
        }
        return depth == 0 ? (String(name), port) : (text, nil)
    }

    /// `[2001:db8::1]` is an address in brackets, `[1:3]` a range.
    private static func unbracketed(_ text: String) -> String {
        guard text.hasPrefix("["), text.hasSuffix("]"), text.count(where: { $0 == ":" }) > 2 else { return text }
        return String(text.dropFirst().dropLast())
    }
}

/// Expands `web[01:20]`, `db-[a:f]`, `n[0:10:2]`, also several of them in one name.
enum HostRange {
    static let mostHosts = 100_000
    /// Ranges in one name.
    private static let mostRanges = 16

    enum Flaw: Error {
        case malformed(String)
        case tooMany
    }

    static func expand(_ text: String) throws(Flaw) -> [String] {
        guard let open = text.utf8.firstIndex(of: UInt8(ascii: "[")) else { return [text] }
        guard text.utf8.count(where: { $0 == UInt8(ascii: "[") }) <= mostRanges else {
            throw .malformed("there are more than \(mostRanges) ranges")
        }
        guard let close = text[open...].firstIndex(of: "]") else { throw .malformed("`[` is not closed") }
        let steps = try steps(text[text.index(after: open)..<close])
        let tails = try expand(String(text[text.index(after: close)...]))
        guard steps.count * tails.count <= mostHosts else { throw .tooMany }
        let head = text[..<open]
        return steps.flatMap { step in tails.map { head + step + $0 } }
    }

    private static func steps(_ range: Substring) throws(Flaw) -> [String] {
        let bounds = range.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard bounds.count == 2 || bounds.count == 3 else { throw .malformed("a range is written `[first:last]`") }
        let step = bounds.count == 3 ? Int(bounds[2]) ?? 0 : 1
        guard step > 0 else { throw .malformed("the step of a range is a number above zero") }
        if let letters = letters(bounds[0], bounds[1], step) { return letters }
        let first = bounds[0].isEmpty ? "0" : bounds[0]
        guard let start = Int(first), let end = Int(bounds[1]), start >= 0 else {
            throw .malformed("a range goes from number to number or from letter to letter")
        }
        guard start <= end else { throw .malformed("the first number of a range is larger than the last") }
        guard (end - start) / step < mostHosts else { throw .tooMany }
        let isPadded = first.hasPrefix("0") && first.utf8.count > 1
        if isPadded, first.utf8.count != bounds[1].utf8.count {
            throw .malformed("both ends of a range with leading zeros have the same number of digits")
        }
        return stride(from: start, through: end, by: step).map { number in
            let digits = String(number)
            return String(repeating: "0", count: isPadded ? first.utf8.count - digits.utf8.count : 0) + digits
        }
    }

    private static func letters(_ first: String, _ last: String, _ step: Int) -> [String]? {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ").map(String.init)
        guard let start = letters.firstIndex(of: first), let end = letters.firstIndex(of: last), start <= end else {
            return nil
        }
        return stride(from: start, through: end, by: step).map { letters[$0] }
    }
}
