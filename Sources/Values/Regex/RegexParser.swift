/// Reads a pattern of Python's `re`.
struct RegexParser {
    /// Groups inside each other.
    private static let deepestNesting = 100

    let scalars: [Unicode.Scalar]
    var index = 0
    var flags: PythonRegex.Flags
    private(set) var groupCount = 0
    private(set) var groupNames: [String: Int] = [:]
    private var closedGroups: Set<Int> = []
    private var depth = 0

    init(_ pattern: String, flags: PythonRegex.Flags) {
        scalars = Array(pattern.unicodeScalars)
        self.flags = flags
    }

    mutating func parse() throws(RegexError) -> RegexTree {
        readGlobalFlags()
        let tree = try parseChoice()
        guard index == scalars.count else { throw error("unbalanced parenthesis") }
        return tree
    }

    // MARK: Characters

    var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    func error(_ message: String) -> RegexError { RegexError(message, at: index) }

    mutating func skip(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard index + wanted.count <= scalars.count,
            scalars[index..<(index + wanted.count)].elementsEqual(wanted)
        else { return false }
        index += wanted.count
        return true
    }

    private mutating func skipVerbose() {
        while flags.contains(.verbose), let scalar = current {
            if scalar == "#" {
                while let next = current, next != "\n" { index += 1 }
            } else if " \t\n\r\u{0B}\u{0C}".unicodeScalars.contains(scalar) {
                index += 1
            } else {
                return
            }
        }
    }

    // MARK: Structure

    private mutating func parseChoice() throws(RegexError) -> RegexTree {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepestNesting else { throw error("groups are nested too deeply") }
        var choices = [try parseSequence()]
        while skip("|") { choices.append(try parseSequence()) }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func parseSequence() throws(RegexError) -> RegexTree {
        var parts: [RegexTree] = []
        while true {
            skipVerbose()
            guard let scalar = current, scalar != "|", scalar != ")" else { break }
            let start = index
            let part = try parseAtom(scalar)
            parts.append(try parseRepeats(of: part, from: start))
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func parseAtom(_ scalar: Unicode.Scalar) throws(RegexError) -> RegexTree {
        switch scalar {
        case "*", "+", "?": throw error("nothing to repeat")
        case "(": return try parseGroup()
        case "[": return .set(try parseSet())
        case "\\": return try parseEscape()
        default: break
        }
        index += 1
        switch scalar {
        case ".": return .set(.any(exceptNewline: !flags.contains(.dotAll)))
        case "^": return .assertion(flags.contains(.multiline) ? .lineStart : .textStart)
        case "$": return .assertion(flags.contains(.multiline) ? .lineEnd : .end)
        default: return literal(scalar)
        }
    }

    func literal(_ scalar: Unicode.Scalar) -> RegexTree {
        .set(RegexSet(scalar, ignoresCase: flags.contains(.ignoreCase)))
    }

    // MARK: Repeats

    private mutating func parseRepeats(of part: RegexTree, from start: Int) throws(RegexError) -> RegexTree {
        skipVerbose()
        guard let (least, most) = try parseBounds() else { return part }
        if case .assertion = part {
            index = start
            throw error("nothing to repeat")
        }
        if let most, most < least { throw error("min repeat greater than max repeat") }
        let isLazy = skip("?")
        let isPossessive = !isLazy && skip("+")
        if let next = current, !isPossessive, "*+?".unicodeScalars.contains(next) { throw error("multiple repeat") }
        let repeated = RegexTree.repeated(part, min: least, max: most, isLazy: isLazy)
        return isPossessive ? .atomic(repeated) : repeated
    }

    private mutating func parseBounds() throws(RegexError) -> (Int, Int?)? {
        if skip("*") { return (0, nil) }
        if skip("+") { return (1, nil) }
        if skip("?") { return (0, 1) }
        let start = index
        guard skip("{") else { return nil }
        let least = number()
        let hasComma = skip(",")
        let most = hasComma ? number() : least
        guard skip("}"), least != nil || hasComma else {
            index = start
            return nil
        }
        guard max(least ?? 0, most ?? 0) <= RegexCompiler.mostRepeats else {
            throw error("the repetition number is too large")
        }
        return (least ?? 0, most)
    }

    mutating func number() -> Int? {
        let start = index
        while let digit = current, ("0"..."9").contains(digit) { index += 1 }
        return start < index ? Int(String(scalars: scalars[start..<index])) ?? .max : nil
    }

    // MARK: Groups

    private mutating func parseGroup() throws(RegexError) -> RegexTree {
        let start = index
        index += 1
        guard skip("?") else { return try close(nil, number: openGroup(), from: start) }
        if skip(":") { return try close(nil, number: nil, from: start) }
        if skip("P<") { return try parseNamedGroup(from: start) }
        if skip("P=") { return try parseNamedReference() }
        if skip("#") { return try skipComment(from: start) }
        if skip(">") { return .atomic(try close(nil, number: nil, from: start)) }
        for (mark, isBehind, isNegative) in [
            ("=", false, false), ("!", false, true), ("<=", true, false), ("<!", true, true),
        ]
        where skip(mark) {
            let inner = try close(nil, number: nil, from: start)
            return .look(inner, isBehind: isBehind, isNegative: isNegative)
        }
        if skip("(") { return try parseConditional(from: start) }
        return try parseFlags(from: start)
    }

    private mutating func openGroup() -> Int {
        groupCount += 1
        return groupCount
    }

    /// Reads a group's inside and its `)`, then takes back what flags were set in it.
    private mutating func close(
        _ flags: PythonRegex.Flags?, number: Int?, from start: Int
    ) throws(RegexError) -> RegexTree {
        let outer = self.flags
        self.flags = flags ?? outer
        let inner = try parseChoice()
        self.flags = outer
        guard skip(")") else {
            index = start
            throw error("missing ), unterminated subpattern")
        }
        if let number { closedGroups.insert(number) }
        return .group(inner, number: number)
    }

    private mutating func name(until end: Unicode.Scalar) throws(RegexError) -> String {
        let start = index
        while let scalar = current, scalar != end { index += 1 }
        let name = String(scalars: scalars[start..<index])
        guard current == end, !name.isEmpty else { throw error("missing \(end), unterminated name") }
        index += 1
        return name
    }

    private mutating func parseNamedGroup(from start: Int) throws(RegexError) -> RegexTree {
        let name = try name(until: ">")
        let isName = name.unicodeScalars.allSatisfy { RegexSet.Class.word.contains($0.value, isASCII: false) }
        guard isName, !("0"..."9").contains(name.unicodeScalars.first ?? "0") else {
            throw error("bad character in group name '\(name)'")
        }
        guard groupNames[name] == nil else { throw error("redefinition of group name '\(name)'") }
        let number = openGroup()
        groupNames[name] = number
        return try close(nil, number: number, from: start)
    }

    private mutating func parseNamedReference() throws(RegexError) -> RegexTree {
        let name = try name(until: ")")
        guard let number = groupNames[name] else { throw error("unknown group name '\(name)'") }
        return try reference(to: number)
    }

    func reference(to number: Int) throws(RegexError) -> RegexTree {
        guard number <= groupCount else { throw error("invalid group reference \(number)") }
        guard closedGroups.contains(number) else { throw error("cannot refer to an open group") }
        return .backReference(number, ignoresCase: flags.contains(.ignoreCase))
    }

    private mutating func skipComment(from start: Int) throws(RegexError) -> RegexTree {
        while let scalar = current, scalar != ")" { index += 1 }
        guard skip(")") else {
            index = start
            throw error("missing ), unterminated comment")
        }
        return .empty
    }

    private mutating func parseConditional(from start: Int) throws(RegexError) -> RegexTree {
        let condition = try name(until: ")")
        guard let number = Int(condition) ?? groupNames[condition], number > 0, number <= groupCount else {
            throw error("invalid group reference \(condition)")
        }
        let yes = try parseSequence()
        let no: RegexTree = skip("|") ? try parseSequence() : .empty
        guard skip(")") else {
            index = start
            throw error("missing ), unterminated subpattern")
        }
        return .conditional(number, yes, no)
    }

    // MARK: Flags

    private static let letters: [Unicode.Scalar: PythonRegex.Flags] = [
        "i": .ignoreCase, "m": .multiline, "s": .dotAll, "x": .verbose, "a": .ascii, "u": [], "L": [],
    ]

    /// `(?i:…)` holds for its group; `(?i)` stands only at the beginning and holds for all.
    private mutating func parseFlags(from start: Int) throws(RegexError) -> RegexTree {
        var changed = flags
        var isRemoving = false
        while let scalar = current, scalar != ")", scalar != ":" {
            index += 1
            if scalar == "-" {
                isRemoving = true
            } else if let flag = Self.letters[scalar] {
                if isRemoving { changed.subtract(flag) } else { changed.formUnion(flag) }
            } else {
                throw error("unknown extension ?\(scalar)")
            }
        }
        if skip(":") { return try close(changed, number: nil, from: start) }
        guard start == 0, skip(")") else { throw error("global flags not at the start of the expression") }
        flags = changed
        return .empty
    }

    /// `(?x)` must be known before the first blank is read.
    private mutating func readGlobalFlags() {
        guard scalars.starts(with: "(?".unicodeScalars), let end = scalars.firstIndex(of: ")") else { return }
        let letters = scalars[2..<end]
        guard !letters.isEmpty, letters.allSatisfy({ Self.letters[$0] != nil }) else { return }
        for letter in letters { flags.formUnion(Self.letters[letter] ?? []) }
    }
}
