import ModuleKit

/// One entry of a list of packages: a name, perhaps a pattern, perhaps with a version.
struct PackageSpec: Hashable, Sendable {
    enum Version: Hashable, Sendable {
        /// `=`: this version, which may be a pattern.
        case exactly(String)
        /// `>=`: this version or a later one.
        case atLeast(String)
    }

    var name: String
    var version: Version?

    /// Whether the name stands for all packages that match it.
    var isPattern: Bool { name.contains { "*?[".contains($0) } }

    /// The part of a pattern that stands before its first sign with a meaning.
    var literalPrefix: String { String(name.prefix { !"*?[".contains($0) }) }

    /// Reads `name`, `name=version` or `name>=version`.
    ///
    /// - Throws: for what is no name of a Debian package, so that nothing reaches apt-get(8) as an option, as a
    ///   path, or as `name-`, which would remove the package.
    init(_ text: String) throws(ModuleFailure) {
        guard let equals = text.firstIndex(of: "=") else {
            name = text
            try Self.checkName(name, in: text)
            return
        }
        let number = String(text[text.index(after: equals)...])
        let isLowerBound = equals > text.startIndex && text[text.index(before: equals)] == ">"
        name = String(text[..<equals].dropLast(isLowerBound ? 1 : 0))
        version = isLowerBound ? .atLeast(number) : .exactly(number)
        guard !number.contains("=") else { throw ModuleFailure("not a package with a version: \(text)") }
        try Self.checkName(name, in: text)
        try Self.checkVersion(number, in: text)
    }

    init(name: String, version: Version? = nil) {
        self.name = name
        self.version = version
    }
}

extension PackageSpec {
    /// deb-control(5), with an architecture behind a colon, and the signs of a pattern.
    private static func checkName(_ name: String, in text: String) throws(ModuleFailure) {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let signs = "+-._*?[]!"
        let allowed = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { isLowerOrDigit($0) || signs.utf8.contains($0) }
        }
        let first = name.utf8.first ?? 0
        guard allowed, isLowerOrDigit(first) || "*?[".utf8.contains(first), !name.hasSuffix("-") else {
            throw ModuleFailure(
                "not a package name: \(text)", hint: "for a package file on the host, use the argument `deb`")
        }
    }

    private static func checkVersion(_ version: String, in text: String) throws(ModuleFailure) {
        let signs = ".+-:~*?[]_"
        let allowed = version.utf8.allSatisfy {
            isLowerOrDigit($0) || ($0 >= 0x41 && $0 <= 0x5A) || signs.utf8.contains($0)
        }
        guard allowed, !version.isEmpty else { throw ModuleFailure("not a package with a version: \(text)") }
    }

    /// Names of packages are in lower case, but some archives hold others.
    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A)
    }
}
