import Testing
import Values

@testable import Values

/// The rules of `Values/Python` beside Python itself.
@Suite(.enabled(if: PythonOracle.isHere, "needs SWIFTPLAY_PYTHON with ansible-core"))
struct PythonTests {
    @Test func `words and numbers are booleans`() throws {
        let words = [
            "y", "Yes", "ON", "1", "true", "T", "n", "no", "oFF", "0", "false", "f", "1.0", "0.0", "maybe", "",
        ]
        let blanks = [("", ""), (" ", "\n"), ("\u{1F}", "\u{A0}"), ("", "\u{0}")]
        let texts = words.flatMap { word in blanks.map { Value.string($0.0 + word + $0.1) } }
        let others: [Value] = [true, false, 0, 1, 2, -1, 0.0, 1.0, 0.5, .null, [], [:], [1]]
        try agree("boolean", texts + others) {
            [$0]
        } _: {
            $0.boolean.map(Value.bool)
        }
    }

    @Test func `blanks and characters are stripped`() throws {
        let sides: [(String, Python.Side)] = [("both", .both), ("left", .left), ("right", .right)]
        var cases: [(text: String, characters: String?, side: String, ours: String)] = []
        for text in texts(1000, " \t\n\r\u{B}\u{1C}\u{1F}\u{85}\u{A0}\u{200B}\u{2003}\u{3000}\u{301}ab.", upTo: 6) {
            for (name, side) in sides {
                for characters in [nil, "a.", "\r\n", ""] {
                    cases.append((text, characters, name, Python.strip(text, characters, side: side)))
                }
            }
        }
        try agree("strip", cases) {
            [.string($0.text), $0.characters.map(Value.string) ?? .null, .string($0.side)]
        } _: {
            .string($0.ours)
        }
        #expect("\u{1C} \u{85}a b\r\n".trimmed == "a b")
        try agree("split", texts(1000, "ab \t\n\u{1C}\u{1F}\u{85}\u{A0}\u{200B}\u{3000}\u{301}", upTo: 8)) {
            [.string($0)]
        } _: {
            .list($0.words.map(Value.string))
        }
    }

    @Test func `command lines are split into words`() throws {
        let texts = texts(4000, "ab \t\n\r\u{B}\u{A0}'\"'\"\\#\u{301}é=", upTo: 10)
        try agree("shlex", texts.flatMap { [($0, false), ($0, true)] }) {
            [.string($0.0), .bool($0.1)]
        } _: {
            let line = Shlex($0.0, comments: $0.1)
            return line.unfinished == nil ? .list(line.texts.map(Value.string)) : nil
        }
        try agree("shlex with quotes", texts) {
            [.string($0)]
        } _: {
            Shlex.splitKeepingQuotes($0).map { .list($0.map(Value.string)) }
        }
    }

    @Test func `arguments in one text are read`() throws {
        let pieces = [
            "a", "=", "b=", " ", " ", "\n", "\t", "'", "\"", "\\", "{{", "}}", "{%", "%}", "\\n", "\\x41", "é",
            "chdir=", "\u{301}",
        ]
        let texts = texts(6000, of: pieces, upTo: 9)
        try agree("parse_kv", texts.flatMap { [($0, false), ($0, true)] }) {
            [.string($0.0), .bool($0.1)]
        } _: {
            guard let text = try? KeyValueText($0.0, isCommand: $0.1) else { return nil }
            var mapping = Mapping(text.pairs.map { (Value.string($0.name), .string($0.value)) })
            if let rest = text.rest { mapping["_raw_params"] = .string(rest) }
            return .map(mapping)
        }
        try agree("unquote", texts) {
            [.string($0)]
        } _: {
            .string($0.unquoted)
        }
    }

    @Test func `numbers are read from text`() throws {
        let pieces = [
            "0", "1", "7", "9", "_", ".", "e", "E", "-", "+", " ", "x", "0x", "0b1", "0o", "inf", "nan", "١", "\u{A0}",
            "f",
        ]
        let texts = texts(6000, of: pieces, upTo: 5)
        try agree("int of", texts.flatMap { text in [0, 2, 8, 10, 16, 36].map { (text, $0) } }) {
            [.string($0.0), .int($0.1)]
        } _: {
            Python.integer(of: $0.0, base: $0.1).map { Value($0) }
        }
        try agree("float", texts.map(Value.string) + [true, 5, 0.5, .null, []]) {
            [$0]
        } _: {
            $0.decimalNumber.map(Value.double)
        }
        // What does not fit 64 bits is refused, which for Ansible's arguments is a number nobody means.
        try agree("int", (texts.map(Value.string) + [true, 5, 5.0, 0.5, .null, []]).filter { !hasExponent($0) }) {
            [$0]
        } _: {
            $0.wholeNumber.map(Value.int)
        }
        #expect(Value.string("5e2").wholeNumber == 500)
        #expect(Value.string("1e99").wholeNumber == nil)
    }

    private func hasExponent(_ value: Value) -> Bool { value.text?.lowercased().contains("e") ?? false }

    @Test func `names of variables`() throws {
        let words = ["class", "None", "True", "match", "print", "self", "", "_", "a-b", "é", "1a", "a1", "a b", "from"]
        try agree("isidentifier", words + texts(500, "aZ_09-é ", upTo: 4)) {
            [.string($0)]
        } _: {
            .bool($0.isVariableName)
        }
    }

    @Test func `values are shown and taken for true as Python has it`() throws {
        let texts = texts(
            2000, "a'\"\\\n\t\r\u{0}\u{1F}\u{7F}\u{85}\u{A0}é\u{AD}\u{301}\u{200B}\u{2028}\u{E000}\u{1F600}\u{378}",
            upTo: 5)
        let scalars: [Value] = [
            .null, true, false, 0, 1, -5, 0.0, 0.5, 1e16, 1e-5, "", [], [:], Value(BigInteger(Int.max) * BigInteger(9)),
        ]
        let nested = texts.map { Value.list([.string($0), .map(Mapping([(Value.string($0), Value.int(1))]))]) }
        let values: [Value] = scalars + nested + [.list(scalars), ["a": .list(scalars)]]
        try agree("str", values) {
            [$0]
        } _: {
            .string($0.pythonText)
        }
        try agree("bool", values) {
            [$0]
        } _: {
            .bool($0.isTrueInPython)
        }
    }

    @Test func `escapes of string literals are decoded`() throws {
        let pieces = ["\\", "\\x4", "\\u00e", "\\101", "\\8", "\\n", "\\\n", "1", "9", "a", "é", "\\\\"]
        let texts = texts(3000, of: pieces, upTo: 5)
        // What is no literal at all has no escapes to decode.
        let verdicts = try PythonOracle.answers(texts.map { ["op": "escapes", "arguments": [.string($0)]] })
        for (text, verdict) in zip(texts, verdicts) {
            guard let verdict else { continue }
            #expect(Value.string(StringEscapes.decodeLiteral(text)).typed == verdict, "\(text.debugDescription)")
        }
    }

    @Test(arguments: [
        (
            "brackets", 30_000,
            [
                "[", "]", "(", ")", "{", "}", ",", ":", " ", "\n", "1", "'a'", "None", "#", "\\\n", "[1]", "{1: 2}",
                "(1,)",
            ]
        ),
        ("lines", 10_000, [" ", "\n", "\t", "\r", "\u{C}", "1", "[", "]", ",", "# x", "\\\n", "\u{B}", "\u{A0}"]),
        (
            "strings", 20_000,
            [
                "'", "\"", "'''", "u", "r", "R'", "\\", "\\'", "\\x4", "\\u00e9", "\\101", "\n", "a", "é", " ", "#",
                "'b'",
            ]
        ),
        (
            "numbers", 10_000,
            [
                "1", "0", "-", "+", ".", "e", "E5", "_", "0x1F", "0b1", "0o7", " ", "99999999999999999999", "١", "True",
                ",",
            ]
        ),
    ])
    func `literals are read`(kind: String, count: Int, pieces: [String]) throws {
        try agree("literal", texts(count, of: pieces, upTo: 7)) {
            [.string($0)]
        } _: {
            PythonLiteral.parse($0).map(tagged)
        }
    }

    @Test func `literals nest as deep as in Python`() throws {
        let texts = [1, 150, 195, 201].map { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        try agree("literal", texts + ["true", "[null]"]) {
            [.string($0)]
        } _: {
            PythonLiteral.parse($0).map(tagged)
        }
        #expect(PythonLiteral.parse("[true, null]", readsJSON: true).map(tagged) == [true, .null])
    }

    /// Tuples and sets told from lists, keys by their texts.
    private func tagged(_ tree: PythonLiteral.Tree) -> Value {
        switch tree {
        case .scalar(let value): return value
        case .list(let items): return .list(items.map(tagged))
        case .tuple(let items): return .list(["tuple"] + items.map(tagged))
        case .set(let items):
            let members = items.map(tagged).reduce(into: [Value]()) { if !$0.contains($1) { $0.append($1) } }
            return ["set", .int(members.count)]
        case .dict(let entries):
            var mapping = Mapping()
            for (key, value) in entries { mapping[.string(tagged(key).typed.pythonText)] = tagged(value) }
            return .map(mapping)
        }
    }

    @Test func `words are quoted so that a shell reads them back`() throws {
        let texts = texts(1000, "aZ9@%+=:,./-_'\"$\\ \n#é~", upTo: 5)
        try agree("shlex quote", texts) {
            [.string($0)]
        } _: {
            .string(Shlex.quote($0))
        }
        #expect(texts.allSatisfy { Shlex(Shlex.quote($0)).texts == [$0] })
    }

    @Test func `a word knows its place, and what is open at the end`() {
        let line = Shlex(#"é a='b c' "d"#)
        #expect(line.words.map(\.offset) == [0, 2, 10])
        #expect(line.words.map(\.length) == [1, 7, 2])
        #expect(line.unfinished == .quote)
        #expect(Shlex("a\\").unfinished == .escape)
    }

    @Test func `days are dates`() throws {
        let days =
            [-719_162, -1, 0, 58, 59, 11_015, 11_016, 11_017, 2_932_896] + numbers(2000, in: -719_162...2_932_896)
        try agree("date", days) {
            [.int($0)]
        } _: {
            .string(CalendarDate(daysSince1970: $0).text)
        }
        #expect(days.allSatisfy { CalendarDate(daysSince1970: $0).daysSince1970 == $0 })
        #expect(CalendarDate(daysSince1970: 11_016).weekday == 1)
    }

    @Test func `a day exists or not`() throws {
        let years = [0, 1, 4, 100, 1900, 2000, 2023, 2024, 9999, 10_000]
        let dates = years.flatMap { year in
            (0...13).flatMap { month in [0, 1, 28, 29, 30, 31, 32].map { [year, month, $0] } }
        }
        try agree("exists", dates) {
            $0.map(Value.int)
        } _: {
            CalendarDate(year: $0[0], month: $0[1], day: $0[2]).exists ? true : nil
        }
    }

    @Test func `durations print as Python prints them`() throws {
        let micros =
            [0, 1, 59_999_999, 3_600_000_000, 86_400_000_000, 172_800_000_001] + numbers(500, in: 0...200_000_000_000)
        // Python leaves the fraction out where there is none; modules always give it.
        try agree("duration", micros.filter { $0 % 1_000_000 != 0 }) {
            [.int($0)]
        } _: {
            .string(PythonTime.duration(Double($0) / 1_000_000))
        }
        #expect(PythonTime.duration(2) == "0:00:02.000000")
        #expect(PythonTime.timestamp(-0.5) == "1969-12-31 23:59:59.500000")
    }

    @Test func `file name patterns match`() throws {
        let alphabet = "ab-]![*?^\\.\n\u{301}é&|~"
        let cases = zip(texts(6000, alphabet + "[[]]**", upTo: 7), texts(6000, alphabet, upTo: 4, seed: 3)).map { $0 }
        // A `!` that a dropped empty range leaves in front negates the set, which nobody means: `[b-a!c]`.
        try agree("fnmatch", cases.filter { !$0.0.contains("-") || !$0.0.dropFirst(2).contains("!") }) {
            [.string($0.0), .string($0.1)]
        } _: {
            .bool(FileNamePattern($0.0).matches($0.1))
        }
        #expect(FileNamePattern("web[!0-2]*.e?").matches("web3.e\u{301}"))
    }

    @Test func `lines are split`() throws {
        let texts = texts(1000, "ab\r\n\u{B}\u{C}\u{1C}\u{1D}\u{1E}\u{1F}\u{85}\u{2028}\u{2029}\u{301}", upTo: 8)
        let cases = texts.flatMap { [($0, true), ($0, false)] }
        try agree("splitlines", cases) {
            [.string($0.0), .bool($0.1)]
        } _: {
            .list(Python.lines($0.0, keepEnds: $0.1).map(Value.string))
        }
    }
}

extension PythonTests {
    /// Asks Python about all cases and compares with ours; a refusal has to be `nil` here.
    private func agree<Case>(
        _ rule: String, _ cases: [Case], asking arguments: (Case) -> [Value], _ ours: (Case) throws -> Value?
    ) throws {
        let answers = try PythonOracle.answers(cases.map { ["op": .string(rule), "arguments": .list(arguments($0))] })
        for (one, answer) in zip(cases, answers) {
            let ours = try ours(one)?.typed
            #expect(ours == answer, "\(rule) of \(arguments(one).map { JSONWriter().write($0) })")
        }
    }

    private func numbers(_ count: Int, in range: ClosedRange<Int>) -> [Int] {
        var random = SeededGenerator(state: 8)
        return (0..<count).map { _ in Int.random(in: range, using: &random) }
    }

    /// Texts by chance, the same in every run.
    private func texts(_ count: Int, _ alphabet: String, upTo length: Int, seed: UInt64 = 8) -> [String] {
        texts(count, of: alphabet.unicodeScalars.map(String.init), upTo: length, seed: seed)
    }

    private func texts(_ count: Int, of pieces: [String], upTo length: Int, seed: UInt64 = 8) -> [String] {
        var random = SeededGenerator(state: seed)
        return (0..<count).map { _ in
            let length = Int.random(in: 0...length, using: &random)
            return (0..<length).compactMap { _ in pieces.randomElement(using: &random) }.joined()
        }
    }
}
