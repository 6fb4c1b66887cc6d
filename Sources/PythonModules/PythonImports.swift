import Values

/// What the source of a Python file imports, at any place in it.
struct PythonImports {
    /// Full names. Of `from a import b` both `a` and `a.b` are among them, for only the files tell which of them is a module.
    let names: Set<String>

    /// - Parameter package: The package that names with leading periods begin in.
    init(in source: [UInt8], package: String) {
        var names: Set<String> = []
        for statement in Self.statements(of: source) {
            if let rest = statement.after("import ") {
                names.formUnion(rest.split(separator: ",").map { String($0.firstWord) })
            } else if let rest = statement.after("from") {
                names.formUnion(Self.members(rest, package))
            }
        }
        self.names = names
    }

    /// - Parameter rest: What stands behind `from`.
    private static func members(_ rest: Substring, _ package: String) -> [String] {
        guard let middle = rest.firstRange(of: " import") else { return [] }
        guard let module = absolute(rest[..<middle.lowerBound].trimmed, package) else { return [] }
        let members = rest[middle.upperBound...].filter { !"()".contains($0) }.split(separator: ",").map(\.firstWord)
        return [module] + members.filter { !$0.isEmpty }.map { "\(module).\($0)" }
    }

    /// The full name of what is written `..name`; `nil` if it leads out of all packages.
    private static func absolute(_ name: String, _ package: String) -> String? {
        let periods = name.prefix { $0 == "." }.count
        guard periods > 0 else { return name.isEmpty ? nil : name }
        let parts = package.split(separator: ".")
        guard parts.count >= periods else { return nil }
        let rest = name.dropFirst(periods).trimmed
        return (parts.dropLast(periods - 1).map(String.init) + (rest.isEmpty ? [] : [rest])).joined(separator: ".")
    }
}

// The words of statements, of which only those count that may be an import.
extension PythonImports {
    /// The source without comments and strings, cut where a statement may begin: at line ends, semicolons and colons that
    /// stand in no brackets.
    private static func statements(of source: [UInt8]) -> [Substring] {
        var reader = StatementReader(source: source)
        return reader.statements().map { String(decoding: $0, as: UTF8.self).trimmed[...] }
    }
}

private struct StatementReader {
    let source: [UInt8]
    private var position = 0
    private var depth = 0
    private var current: [UInt8] = []

    init(source: [UInt8]) { self.source = source }

    mutating func statements() -> [[UInt8]] {
        var statements: [[UInt8]] = []
        while position < source.count {
            let byte = source[position]
            switch byte {
            case UInt8(ascii: "#"): skipComment()
            case UInt8(ascii: "'"), UInt8(ascii: "\""): skipString(byte)
            case UInt8(ascii: "\\"): take(2, as: UInt8(ascii: " "))
            case UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: ":"):
                take(1, as: UInt8(ascii: " "))
                guard depth == 0 else { continue }
                statements.append(current)
                current = []
            default:
                if "([{".utf8.contains(byte) { depth += 1 }
                if ")]}".utf8.contains(byte) { depth = Swift.max(0, depth - 1) }
                take(1, as: byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r") ? UInt8(ascii: " ") : byte)
            }
        }
        return statements + [current]
    }

    private mutating func take(_ count: Int, as byte: UInt8) {
        position += count
        current.append(byte)
    }

    private mutating func skipComment() {
        while position < source.count, source[position] != UInt8(ascii: "\n") { position += 1 }
    }

    private mutating func skipString(_ quote: UInt8) {
        let isTriple = source[position...].starts(with: [quote, quote, quote])
        let end = isTriple ? [quote, quote, quote] : [quote]
        position += end.count
        while position < source.count, !source[position...].starts(with: end) {
            // Its end was forgotten.
            if !isTriple, source[position] == UInt8(ascii: "\n") { return }
            position += source[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        take(end.count, as: UInt8(ascii: "\""))
    }
}

extension StringProtocol {
    /// What stands behind a word that this begins with.
    fileprivate func after(_ word: String) -> SubSequence? { hasPrefix(word) ? dropFirst(word.count) : nil }

    /// Up to the first blank, which ` as ` begins with.
    fileprivate var firstWord: SubSequence { drop { $0 == " " }.prefix { $0 != " " } }
}
