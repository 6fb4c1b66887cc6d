import Testing

@testable import Values

/// Texts made of pieces that matter to the readers: whatever comes, they answer, and never trap or hang.
@Suite struct ReaderFuzzTests {
    private static let pieces = [
        "a", "b: ", "- ", ": ", "\n", "\n  ", "\n\t", " #", "\"", "'", "[", "]", "{", "}", "{{ x }}", "{%", ",", "&a ",
        "*a", "!vault ",
        "!unsafe ", "!!str ", "!x ", "|", ">", "|2-\n", "? ", "---\n", "...\n", "%YAML 1.1\n", "<<: ", "é", "\u{2028}",
        "\u{85}", "\r", "\r\n",
        "\\", "\\x4", "\\u00e9", "0", "1:30", "1e3", "2020-01-01", "~", "@", "`", "\u{1F600}", "\u{FEFF}", "\u{1}",
        "true", "null", "  ", "=",
    ]

    @Test func `readers survive any text`() {
        var random = SeededGenerator(state: 99)
        for _ in 0..<6000 {
            let length = Int.random(in: 0...40, using: &random)
            let text = (0..<length).compactMap { _ in Self.pieces.randomElement(using: &random) }.joined()
            let file = SourceFile(path: "fuzz", text: text)
            check(try? YAMLReader.readAll(file).flatMap { $0.root.map { [$0] } ?? [] }, text)
            _ = try? DataFile.read(file)
            _ = try? JSONReader.value(of: text)
            _ = try? ExtraVariables([text])
        }
    }

    @Test func `text from bytes is read or refused`() {
        var random = SeededGenerator(state: 5)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            guard let file = try? SourceFile.decode(bytes, path: "fuzz") else { continue }
            _ = try? YAMLReader.readAll(file)
        }
    }

    /// All templates of a document can place each of their lines.
    private func check(_ nodes: [Node]?, _ text: String) {
        for node in nodes ?? [] {
            if case .scalar(.template(let template)) = node.content {
                let span = template.span(line: 1, column: 1)
                #expect(span.line >= 1 && span.line <= template.span.file.lineCount, "\(text.debugDescription)")
            }
            check(node.sequence ?? node.entries?.map(\.value), text)
        }
    }
}
