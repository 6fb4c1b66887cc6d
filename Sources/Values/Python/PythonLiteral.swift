/// Reads a text as a Python literal, as `ast.literal_eval` does: all but complex numbers, bytes, `set()` and characters by
/// their names.
package struct PythonLiteral {
    /// What a literal writes, before it is decided what tuples and sets are.
    package indirect enum Tree: Sendable {
        /// None, a boolean, a number or text.
        case scalar(Value)
        case list([Tree])
        case tuple([Tree])
        case set([Tree])
        case dict([(key: Tree, value: Tree)])
    }

    /// Open brackets, as many as Python's tokenizer has room for.
    private static let deepestNesting = 200

    let bytes: [UInt8]
    /// Whether the constants of JSON are read as well, because Ansible lets results of templates hold them.
    let readsJSON: Bool
    var index = 0
    /// Open brackets, within which lines may be broken.
    private var depth = 0

    /// What is written; `nil` if the text is no literal.
    package static func parse(_ text: String, readsJSON: Bool = false) -> Tree? {
        var reader = PythonLiteral(text, readsJSON: readsJSON)
        guard !reader.bytes.contains(0), reader.skipEmptyLines(), var tree = reader.value() else { return nil }
        if reader.skip(",") {
            guard let more = reader.items(until: nil) else { return nil }
            tree = .tuple([tree] + more.items)
        }
        return reader.isAtEnd ? tree : nil
    }

    private init(_ text: String, readsJSON: Bool) {
        let bytes = Array(text.utf8)
        self.bytes = bytes.contains(.carriageReturn) ? Self.withLineFeeds(bytes) : bytes
        self.readsJSON = readsJSON
    }

    /// As Python reads source: each kind of line end is a line feed.
    private static func withLineFeeds(_ bytes: [UInt8]) -> [UInt8] {
        bytes.indices.filter { $0 == 0 || bytes[$0] != .lineFeed || bytes[$0 - 1] != .carriageReturn }
            .map { bytes[$0] == .carriageReturn ? .lineFeed : bytes[$0] }
    }

    mutating func value() -> Tree? {
        skipBlanks()
        guard let first = peek else { return nil }
        switch first {
        case UInt8(ascii: "["): return inside { reader in reader.items(until: "]").map { .list($0.items) } }
        case UInt8(ascii: "("): return inside { reader in reader.parenthesized() }
        case UInt8(ascii: "{"): return inside { reader in reader.braced() }
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return number()
        default: return stringBegins ? strings() : word()
        }
    }
}

// Brackets.
extension PythonLiteral {
    private mutating func inside(_ read: (inout Self) -> Tree?) -> Tree? {
        index += 1
        depth += 1
        defer { depth -= 1 }
        return depth <= Self.deepestNesting ? read(&self) : nil
    }

    private mutating func parenthesized() -> Tree? {
        guard let (items, hasComma) = items(until: ")") else { return nil }
        return items.count == 1 && !hasComma ? items[0] : .tuple(items)
    }

    /// - Parameter end: the closing bracket; `nil` for the end of the text.
    private mutating func items(until end: Unicode.Scalar?) -> (items: [Tree], hasComma: Bool)? {
        var items: [Tree] = []
        var hasComma = false
        while !ends(end) {
            guard items.isEmpty || hasComma, let item = value() else { return nil }
            items.append(item)
            hasComma = skip(",")
        }
        return (items, hasComma)
    }

    private mutating func ends(_ end: Unicode.Scalar?) -> Bool {
        if let end { return skip(end) }
        skipBlanks()
        return peek == nil || peek == .lineFeed
    }

    /// A dict, or a set.
    private mutating func braced() -> Tree? {
        var entries: [(key: Tree, value: Tree)] = []
        var members: [Tree] = []
        var hasComma = true
        while !skip("}") {
            guard hasComma, let key = value(), key.isHashable else { return nil }
            if skip(":") {
                guard let item = value() else { return nil }
                entries.append((key, item))
            } else {
                members.append(key)
            }
            hasComma = skip(",")
        }
        guard !members.isEmpty else { return .dict(entries) }
        return entries.isEmpty ? .set(members) : nil
    }
}

// Blanks and ends of lines.
extension PythonLiteral {
    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard peek == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// Blanks, comments, joined lines; within brackets ends of lines, too.
    mutating func skipBlanks() {
        while let byte = peek {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), 12: index += 1
            case .lineFeed where depth > 0: index += 1
            case UInt8(ascii: "#"): index = bytes[index...].firstIndex(of: .lineFeed) ?? bytes.count
            case UInt8(ascii: "\\") where index + 2 < bytes.count && bytes[index + 1] == .lineFeed: index += 2
            default: return
            }
        }
    }

    /// - Returns: whether what follows begins its line, as it must; blanks before the very first line do not count.
    private mutating func skipEmptyLines() -> Bool {
        while peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\t") { index += 1 }
        var isIndented = skipIndentation()
        skipBlanks()
        while peek == .lineFeed {
            index += 1
            isIndented = skipIndentation()
            skipBlanks()
        }
        return !isIndented
    }

    /// A form feed begins the line anew, and a joined line goes on with it.
    private mutating func skipIndentation() -> Bool {
        var isIndented = false
        while let byte = peek {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): isIndented = true
            case 12: isIndented = false
            case UInt8(ascii: "\\") where index + 2 < bytes.count && bytes[index + 1] == .lineFeed: index += 1
            default: return isIndented
            }
            index += 1
        }
        return isIndented
    }

    /// Whether only empty lines and comments follow. Blanks alone on the last of several lines are an indented block.
    private var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            while peek == .lineFeed {
                index += 1
                let start = index
                skipBlanks()
                if peek == nil, start < index, bytes[start...].allSatisfy({ $0 == 32 || $0 == 9 }) { return false }
            }
            return peek == nil
        }
    }
}

extension PythonLiteral.Tree {
    /// Whether Python takes it for a key or a member of a set.
    fileprivate var isHashable: Bool {
        switch self {
        case .scalar: true
        case .tuple(let items): items.allSatisfy(\.isHashable)
        case .list, .set, .dict: false
        }
    }
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
}
