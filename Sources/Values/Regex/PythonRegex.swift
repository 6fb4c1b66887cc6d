/// A regular expression with the syntax and meaning of Python's `re` on `str`.
///
/// Groups, named groups, lazy and counted repeats, look-around, back-references, inline flags, `\A` `\Z` `\b`.
/// Matching backtracks on a stack of its own and counts its steps, so a hostile pattern or text can exhaust
/// neither the thread's stack nor time.
package struct PythonRegex: Sendable {
    package struct Flags: OptionSet, Sendable, Hashable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        package static let ignoreCase = Flags(rawValue: 1)
        package static let multiline = Flags(rawValue: 2)
        package static let dotAll = Flags(rawValue: 4)
        package static let verbose = Flags(rawValue: 8)
        package static let ascii = Flags(rawValue: 16)
    }

    package let pattern: String
    private let program: RegexProgram

    /// - Throws: what is wrong with the pattern, and where.
    package init(_ pattern: String, flags: Flags = []) throws(RegexError) {
        self.pattern = pattern
        var parser = RegexParser(pattern, flags: flags)
        let tree = try parser.parse()
        program = try RegexCompiler.compile(tree, groups: parser.groupCount, names: parser.groupNames)
    }

    /// The number of groups, without the whole match.
    package var groupCount: Int { program.groupCount }
    /// The numbers of the named groups.
    package var groupNames: [String: Int] { program.groupNames }

    // MARK: Matching

    /// The first match anywhere in the text (`re.search`).
    package func firstMatch(in text: String) throws(RegexError) -> Match? {
        try firstMatch(in: RegexSubject(text))
    }

    /// ``firstMatch(in:)`` in a text given by its characters.
    package func firstMatch(in scalars: [Unicode.Scalar]) throws(RegexError) -> Match? {
        try firstMatch(in: RegexSubject(scalars))
    }

    private func firstMatch(in subject: RegexSubject) throws(RegexError) -> Match? {
        var machine = RegexMachine(program, subject)
        return try search(&machine, from: 0)
    }

    /// The match at the very beginning of the text (`re.match`).
    package func prefixMatch(of text: String) throws(RegexError) -> Match? {
        var machine = RegexMachine(program, RegexSubject(text))
        return try machine.run(at: 0)
    }

    /// The match of the whole text (`re.fullmatch`).
    package func fullMatch(of text: String) throws(RegexError) -> Match? {
        let subject = RegexSubject(text)
        var machine = RegexMachine(program, subject, mustEnd: true)
        return try machine.run(at: 0)
    }

    /// All matches, none overlapping another (`re.finditer`).
    package func matches(in text: String, limit: Int = .max) throws(RegexError) -> [Match] {
        let subject = RegexSubject(text)
        var machine = RegexMachine(program, subject)
        var found: [Match] = []
        var position = 0
        while found.count < limit, position <= subject.count {
            let empty = found.last.flatMap { $0.range.isEmpty ? $0.range.upperBound : nil }
            guard let match = try search(&machine, from: position, notEmptyAt: empty) else { break }
            found.append(match)
            position = match.range.upperBound
        }
        return found
    }

    /// A match that begins where the last one ended must not be empty if that one was, as in Python 3.7.
    private func search(
        _ machine: inout RegexMachine, from start: Int, notEmptyAt last: Int? = nil
    ) throws(RegexError) -> Match? {
        machine.renew()
        var position = start
        while let next = machine.candidate(from: position) {
            if let match = try machine.run(at: next, rejectsEmpty: next == last) { return match }
            position = next + 1
        }
        return nil
    }

    // MARK: Replacing and splitting

    /// The text with its matches replaced (`re.subn`).
    ///
    /// - Parameters:
    ///   - template: `\1`, `\g<1>`, `\g<name>` stand for groups, `\n` and the like for their characters.
    ///   - limit: how many matches to replace; 0 for all.
    package func replacing(
        in text: String, with template: String, limit: Int = 0
    ) throws(RegexError) -> (text: String, count: Int) {
        let template = try RegexTemplate(template, groupCount: groupCount, groupNames: groupNames)
        let found = try matches(in: text, limit: limit == 0 ? .max : limit)
        guard let first = found.first else { return (text, 0) }
        var out: [Unicode.Scalar] = []
        var position = 0
        for match in found {
            out += first.subject[position..<match.range.lowerBound]
            template.expand(match, into: &out)
            position = match.range.upperBound
        }
        out += first.subject[position..<first.subject.count]
        return (String(scalars: out), found.count)
    }

    /// The pieces between the matches, and the groups of each match between them (`re.split`).
    package func split(_ text: String, limit: Int = 0) throws(RegexError) -> [String?] {
        let found = try matches(in: text, limit: limit == 0 ? .max : limit)
        guard let subject = found.first?.subject else { return [text] }
        var pieces: [String?] = []
        var position = 0
        for match in found {
            pieces.append(String(scalars: subject[position..<match.range.lowerBound]))
            for group in 0..<groupCount { pieces.append(match.text(group + 1)) }
            position = match.range.upperBound
        }
        return pieces + [String(scalars: subject[position..<subject.count])]
    }

    /// The text with every character that means something in a pattern escaped (`re.escape`).
    package static func escape(_ text: String) -> String {
        let special = Set("()[]{}?*+-|^$\\.&~# \t\n\r\u{0B}\u{0C}".unicodeScalars)
        return text.unicodeScalars.reduce(into: "") { out, scalar in
            if special.contains(scalar) { out += "\\" }
            out.unicodeScalars.append(scalar)
        }
    }
}

extension PythonRegex {
    /// Where a pattern matched.
    package struct Match: Sendable {
        let subject: RegexSubject
        let ranges: [Range<Int>?]
        private let names: [String: Int]

        init(_ subject: RegexSubject, _ ranges: [Range<Int>?], names: [String: Int]) {
            self.subject = subject
            self.ranges = ranges
            self.names = names
        }

        /// The whole match, in Unicode scalars from the start of the text.
        package var range: Range<Int> { ranges[0] ?? 0..<0 }
        /// The text of the whole match.
        package var text: String { text(0) ?? "" }
        package var groupCount: Int { ranges.count - 1 }

        /// The text of a group; 0 is the whole match, `nil` a group that took no part.
        package func text(_ group: Int) -> String? {
            guard ranges.indices.contains(group) else { return nil }
            return ranges[group].map { String(scalars: subject[$0]) }
        }

        package func text(named name: String) -> String? { names[name].flatMap { text($0) } }
        package func range(_ group: Int) -> Range<Int>? { ranges.indices.contains(group) ? ranges[group] : nil }
    }
}

/// What is wrong with a pattern or a replacement, or that matching took too long.
package struct RegexError: Error, Sendable, Hashable {
    package let message: String
    /// In Unicode scalars of the pattern, if it is a place in it.
    package let offset: Int?

    init(_ message: String, at offset: Int? = nil) {
        self.message = message
        self.offset = offset
    }
}

/// A text as code points that can be reached by number.
struct RegexSubject: Sendable {
    private let scalars: [Unicode.Scalar]

    init(_ text: String) { scalars = Array(text.unicodeScalars) }
    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var count: Int { scalars.count }
    subscript(index: Int) -> Unicode.Scalar { scalars[index] }

    subscript(range: Range<Int>) -> ArraySlice<Unicode.Scalar> { scalars[range] }
}
