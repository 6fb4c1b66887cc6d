import Values

/// A path of Windows in its parts, as Python's `ntpath` of 3.11 splits it.
struct WindowsPath {
    /// `c:`, or host and share of `\\host\share`.
    let drive: String
    let rest: String

    init(_ path: String) {
        let scalars = Array(path.unicodeScalars)
        let length = Self.lengthOfDrive(scalars)
        drive = Self.text(scalars[..<length])
        rest = Self.text(scalars[length...])
    }

    /// What stands behind the last separator.
    var base: String { Self.text(parts.base) }

    /// What stands before it, without separators at its end unless it is nothing else.
    var directory: String {
        let trimmed = parts.head.reversed().drop(while: Self.isSeparator).reversed()
        return drive + (trimmed.isEmpty ? Self.text(parts.head) : Self.text(trimmed))
    }

    private var parts: (head: [Unicode.Scalar], base: [Unicode.Scalar]) {
        let scalars = Array(rest.unicodeScalars)
        let end = scalars.lastIndex(where: Self.isSeparator).map { $0 + 1 } ?? 0
        return (Array(scalars[..<end]), Array(scalars[end...]))
    }

    private static func lengthOfDrive(_ path: [Unicode.Scalar]) -> Int {
        guard path.count >= 2 else { return 0 }
        if path[1] == ":" { return 2 }
        guard isSeparator(path[0]), isSeparator(path[1]) else { return 0 }
        // `\\?\UNC\host\share` is the long form of `\\host\share`.
        let prefix = text(path.prefix(8)).uppercased().replacingScalars("/", with: "\\")
        let start = prefix == "\\\\?\\UNC\\" ? 8 : 2
        guard let host = path[start...].firstIndex(where: isSeparator) else { return path.count }
        return path[(host + 1)...].firstIndex(where: isSeparator) ?? path.count
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool { scalar == "\\" || scalar == "/" }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
