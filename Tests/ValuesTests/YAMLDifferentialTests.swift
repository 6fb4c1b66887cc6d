import Foundation
import Testing

@testable import Values

/// Documents by chance; a longer run asks for more with `SWIFTPLAY_FUZZ_ROUNDS`.
private let fuzzRounds = ProcessInfo.processInfo.environment["SWIFTPLAY_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1000

@Suite(.enabled(if: PythonOracle.isHere, "needs SWIFTPLAY_PYTHON with PyYAML"))
struct YAMLDifferentialTests {
    @Test func `plain scalars from a table`() throws { try agree(on: YAMLCases.scalars.map { "- \($0)\n" }) }

    @Test func `random plain scalars`() throws {
        var random = SeededGenerator(state: 42)
        let alphabet = Array("0011223456789+-._:eExbaf~TZ oO")
        let texts = (0..<3000).map { _ in
            let length = Int.random(in: 1...10, using: &random)
            return String((0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
        }
        try agree(on: texts.map { "- \($0)\n" })
    }

    @Test func `whole documents`() throws { try agree(on: YAMLCases.documents) }

    @Test func `random documents`() throws {
        var generator = YAMLDocumentGenerator(seed: 2026)
        try agree(on: (0..<fuzzRounds).map { _ in generator.document() })
    }

    private func agree(on texts: [String]) throws {
        let verdicts = try PythonOracle.verdicts(texts.map { ["op": "load", "text": .string($0)] })
        for (text, verdict) in zip(texts, verdicts) {
            do {
                let ours = try YAMLReader.read(SourceFile(path: "case", text: text)).root?.value ?? .null
                guard !isLenient(where: verdict) else { continue }
                #expect(ours.typed == verdict.answer, "\(text.debugDescription)")
            } catch {
                #expect(verdict.answer == nil, "\(text.debugDescription): \(error.all.first?.summary ?? "")")
                guard let refusal = verdict.refusal else { continue }
                expectSpan(of: error.all, among: refusal, text)
            }
        }
    }

    /// Where PyYAML stumbles over an implicit type it chose itself (`2020-13-45`, `0b_`, a lone `=`), text is kept.
    private func isLenient(where verdict: PythonOracle.Verdict) -> Bool {
        verdict.refusal.map { $0["isYAML"] == false } ?? false
    }

    /// A mistake is told where PyYAML sees it, or where it says that the broken thing began.
    private func expectSpan(of mistakes: [Diagnostic], among refusal: Mapping, _ text: String) {
        // Told where its content begins, while PyYAML names the line of dashes.
        guard mistakes.first?.summary != "second document in the file" else { return }
        let theirs = refusal["places"]?.list?.compactMap(\.list?.first) ?? []
        // These end lines for YAML, but not for editors.
        guard !theirs.isEmpty,
            !text.unicodeScalars.contains(where: { "\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) })
        else { return }
        let ours = mistakes.flatMap { [$0.span] + $0.notes.map(\.span) }.compactMap { $0.map { Value.int($0.line) } }
        #expect(
            ours.contains(where: theirs.contains),
            "\(text.debugDescription): \(mistakes.first?.summary ?? ""), \(refusal["text"]?.text ?? "")")
    }
}

@Suite(.enabled(if: PythonOracle.isHere, "needs SWIFTPLAY_PYTHON with PyYAML"))
struct WriterDifferentialTests {
    /// Writers, each with the arguments of `yaml.dump` that ask for the same.
    static let yamlOptions: [(YAMLWriter, Value)] = [
        (.nice, ["indent": 4, "allow_unicode": true, "default_flow_style": false]),
        (.compact, ["allow_unicode": true, "default_flow_style": nil]),
        (
            writer { ($0.indent, $0.sortsKeys, $0.width, $0.explicitStart) = (4, false, 1337, true) },
            [
                "indent": 4, "allow_unicode": true, "default_flow_style": false, "sort_keys": false, "width": 1337,
                "explicit_start": true,
            ]
        ),
        (
            writer { ($0.style, $0.allowsUnicode) = (.doubleQuoted, false) },
            ["default_style": "\"", "default_flow_style": false]
        ),
        (
            writer { ($0.style, $0.width) = (.singleQuoted, 30) },
            ["default_style": "'", "width": 30, "allow_unicode": true, "default_flow_style": false]
        ),
        (writer { $0.style = .literal }, ["default_style": "|", "allow_unicode": true, "default_flow_style": false]),
        (
            writer { ($0.style, $0.width, $0.indent) = (.folded, 40, 3) },
            ["default_style": ">", "width": 40, "indent": 3, "allow_unicode": true, "default_flow_style": false]
        ),
        (
            writer { ($0.flow, $0.width) = (.always, 60) },
            ["default_flow_style": true, "width": 60, "allow_unicode": true]
        ),
        (
            writer { ($0.indent, $0.explicitEnd) = (9, true) },
            ["indent": 9, "explicit_end": true, "allow_unicode": true, "default_flow_style": false]
        ),
        (
            writer { ($0.indent, $0.width, $0.allowsUnicode, $0.flow) = (1, 10, false, .leaves) },
            ["indent": 1, "width": 10, "default_flow_style": nil]
        ),
    ]

    private static func writer(_ set: (inout YAMLWriter) -> Void) -> YAMLWriter {
        var writer = YAMLWriter()
        set(&writer)
        return writer
    }

    @Test func `YAML is written byte for byte as PyYAML does`() throws {
        for (writer, options) in Self.yamlOptions {
            try agree(op: "dump", options: options) { writer.write($0) }
        }
    }

    @Test func `JSON is written byte for byte as Python does`() throws {
        try agree(op: "dumps", options: [:]) { JSONWriter().write($0) }
        try agree(op: "dumps", options: ["ensure_ascii": false]) { JSONWriter(ensuresASCII: false).write($0) }
        try agree(op: "dumps", options: ["indent": 4, "sort_keys": true]) { JSONWriter.nice.write($0) }
    }

    @Test func `JSON is read as Python reads it`() throws {
        let texts = YAMLCases.json
        let answers = try PythonOracle.answers(texts.map { ["op": "loads", "text": .string($0)] })
        for (text, answer) in zip(texts, answers) {
            #expect((try? JSONReader.value(of: text))?.typed == answer, "\(text.debugDescription)")
        }
    }

    private func agree(op: String, options: Value, _ write: (Value) -> String) throws {
        let values = YAMLCases.values + YAMLCases.randomValues
        let cases = values.map { value -> Value in
            ["op": .string(op), "value": .string(JSONWriter().write(value)), "options": options]
        }
        for (value, answer) in zip(values, try PythonOracle.answers(cases)) {
            #expect(.string(write(value)) == answer)
        }
    }
}
