import Testing

@testable import Values

@Suite(.enabled(if: PythonOracle.isHere, "needs SWIFTPLAY_PYTHON with PyYAML"))
struct YAMLDifferentialTests {
    @Test func `plain scalars by a table`() throws { try agree(on: YAMLCases.scalars.map { "- \($0)\n" }) }

    @Test func `plain scalars by chance`() throws {
        var random = SeededGenerator(state: 42)
        let alphabet = Array("0011223456789+-._:eExbaf~TZ oO")
        let texts = (0..<3000).map { _ in
            let length = Int.random(in: 1...10, using: &random)
            return String((0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
        }
        try agree(on: texts.map { "- \($0)\n" })
    }

    @Test func `whole documents`() throws { try agree(on: YAMLCases.documents) }

    private func agree(on texts: [String]) throws {
        let answers = try PythonOracle.answers(texts.map { ["op": "load", "text": .string($0)] })
        for (text, answer) in zip(texts, answers) {
            let ours = try? YAMLReader.read(SourceFile(path: "case", text: text)).root?.value ?? .null
            guard !isLenient(ours, where: answer) else { continue }
            #expect(ours?.typed == answer, "\(text.debugDescription)")
        }
    }

    /// Where PyYAML stumbles over an implicit type it chose itself (`2020-13-45`, `0b_`, a lone `=`), text is kept.
    private func isLenient(_ ours: Value?, where answer: Value?) -> Bool {
        guard answer == nil, case .string? = ours?.list?.first else { return false }
        return true
    }
}

@Suite(.enabled(if: PythonOracle.isHere, "needs SWIFTPLAY_PYTHON with PyYAML"))
struct WriterDifferentialTests {
    static let yamlOptions: [(YAMLWriter, Value)] = {
        var listed = YAMLWriter.nice
        listed.sortsKeys = false
        listed.width = 1337
        listed.explicitStart = true
        var quoted = YAMLWriter()
        quoted.style = .doubleQuoted
        quoted.allowsUnicode = false
        return [
            (.nice, ["indent": 4, "allow_unicode": true, "default_flow_style": false]),
            (.compact, ["allow_unicode": true, "default_flow_style": nil]),
            (
                listed,
                [
                    "indent": 4, "allow_unicode": true, "default_flow_style": false, "sort_keys": false,
                    "width": 1337, "explicit_start": true,
                ]
            ),
            (quoted, ["default_style": "\"", "default_flow_style": false]),
        ]
    }()

    @Test func `YAML to the byte`() throws {
        for (writer, options) in Self.yamlOptions {
            try agree(op: "dump", options: options) { writer.write($0) }
        }
    }

    @Test func `JSON to the byte`() throws {
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
