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

    /// Texts by chance, the same in every run.
    private func texts(_ count: Int, _ alphabet: String, upTo length: Int, seed: UInt64 = 8) -> [String] {
        var random = SeededGenerator(state: seed)
        let scalars = Array(alphabet.unicodeScalars)
        return (0..<count).map { _ in
            let length = Int.random(in: 0...length, using: &random)
            return String(scalars: (0..<length).compactMap { _ in scalars.randomElement(using: &random) })
        }
    }
}
