import ModuleKit
import Values

/// The digest that a download must have: told outright, or by a list that a URL serves.
struct WantedDigest: Hashable, Sendable {
    let algorithm: DigestAlgorithm
    /// In lower case; `nil` until the list was read.
    private(set) var hexadecimal: String?
    private(set) var listURL: String?

    /// Reads `algorithm:digest` or `algorithm:URL`; `nil` for an empty text.
    init?(_ text: String) throws(ModuleFailure) {
        guard !text.trimmed.isEmpty else { return nil }
        let parts = text.trimmed.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
        guard parts.count == 2, let algorithm = DigestAlgorithm(rawValue: parts[0].lowercased()) else {
            let known = DigestAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
            throw ModuleFailure(
                "`checksum` needs an algorithm before the colon, and a digest or a URL after it",
                hint: "algorithms: \(known)")
        }
        self.algorithm = algorithm
        if parts[1].hasPrefix("http://") || parts[1].hasPrefix("https://") {
            guard !parts[1].contains(where: \.isWhitespace) else { throw ModuleFailure("not a URL: \(parts[1])") }
            listURL = parts[1]
        } else {
            hexadecimal = try Self.digits(parts[1])
        }
    }

    private static func digits(_ text: String) throws(ModuleFailure) -> String {
        let digits = text.filter { !$0.isWhitespace }.lowercased()
        guard !digits.isEmpty, digits.utf8.allSatisfy({ UInt8(String(UnicodeScalar($0)), radix: 16) != nil }) else {
            throw ModuleFailure("the digest is not hexadecimal: \(digits)")
        }
        return digits
    }

    /// The same with the digest that a list holds for the file of a URL.
    ///
    /// - Parameter list: Lines of digest and file name as sha256sum(1) writes them, or one digest alone.
    func looked(up url: String, in list: String) throws(ModuleFailure) -> WantedDigest {
        let lines = list.split(whereSeparator: \.isNewline).map { $0.split(separator: " ", maxSplits: 1) }
        let name = url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last.map(String.init) ?? ""
        var found = self
        if lines.count == 1, lines[0].count == 1 {
            found.hexadecimal = try Self.digits(String(lines[0][0]))
            return found
        }
        let line = lines.first { parts in
            parts.count == 2 && String(parts[1]).trimmed.drop { "*./".contains($0) } == name
        }
        guard let line else {
            throw ModuleFailure("the list \(listURL ?? "") does not name the file \(name)")
        }
        found.hexadecimal = try Self.digits(String(line[0]))
        return found
    }
}
