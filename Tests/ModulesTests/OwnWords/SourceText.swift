import Foundation

/// A text between quotes in one of our source files.
struct SourceText {
    /// `Modules/Services/Cron.swift:53`
    let position: String
    /// With a NUL for each interpolation.
    let text: String
    /// What stands before it, without blanks.
    let before: String

    /// Whether it is the `examples:` of a documentation.
    var isExample: Bool { before.hasSuffix("examples:") }

    static let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources")
        .standardizedFileURL

    /// All texts of all targets.
    static func all() throws -> [SourceText] {
        try contents().flatMap { texts(in: $0.text, file: $0.name) }
    }

    /// All files of all targets, without comments and literals.
    static func files() throws -> [(name: String, code: String)] {
        try contents().map { ($0.name, code(of: $0.text)) }
    }

    /// All files of all targets as they are.
    static func contents() throws -> [(name: String, text: String)] {
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        return try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.map { file in
            let name = file.standardizedFileURL.path.dropFirst(sources.path.count + 1)
            return (String(name), try String(contentsOf: file, encoding: .utf8))
        }
    }

    /// A source without its comments and literals; what is interpolated stays.
    static func code(of source: String) -> String {
        source.replacing(/\/\/[^\n]*/, with: "")
            .replacing(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"/) { literal in
                literal.output.matches(of: /\\\(([^"]*?)\)/).map { " \($0.output.1) " }.joined()
            }
    }

    static func texts(in source: String, file: String) -> [SourceText] {
        var reader = SourceReader(source)
        var texts: [SourceText] = []
        while let (line, text, before) = reader.next() {
            texts.append(SourceText(position: "\(file):\(line)", text: text, before: before))
        }
        return texts
    }
}

/// Walks over Swift source and stops at its string literals; comments are passed over.
private struct SourceReader {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ source: String) { bytes = Array(source.utf8) }

    mutating func next() -> (line: Int, text: String, before: String)? {
        while index < bytes.count {
            if stands("//") {
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { step() }
            } else if bytes[index] == UInt8(ascii: "\"") {
                return literal()
            } else {
                step()
            }
        }
        return nil
    }

    private mutating func literal() -> (line: Int, text: String, before: String) {
        let before = String(decoding: bytes[..<index].suffix(60), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let (start, quote) = (line, stands("\"\"\"") ? "\"\"\"" : "\"")
        step(quote.utf8.count)
        var text: [UInt8] = []
        while index < bytes.count, !stands(quote) {
            if stands("\\(") {
                interpolation()
                text.append(0)
            } else {
                if bytes[index] == UInt8(ascii: "\\") { step() }
                text.append(bytes[index])
                step()
            }
        }
        step(quote.utf8.count)
        return (start, String(decoding: text, as: UTF8.self), before)
    }

    private mutating func interpolation() {
        var depth = 0
        step()
        repeat {
            if bytes[index] == UInt8(ascii: "(") { depth += 1 }
            if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
            step()
        } while depth > 0 && index < bytes.count
    }

    private func stands(_ text: String) -> Bool { bytes[index...].starts(with: text.utf8) }

    private mutating func step(_ count: Int = 1) {
        for _ in 0..<count where index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") { line += 1 }
            index += 1
        }
    }
}
