import ModuleKit
import Values

/// A regular expression over bytes, as Python's `re` has it for `bytes`: `.` is one byte, classes are ASCII.
///
/// Each byte stands as the character of the same number, so bytes that are no UTF-8 come back as they were.
struct ByteRegex {
    private let regex: PythonRegex

    /// - Parameter argument: The argument that holds the pattern, for the message.
    init(_ pattern: String, argument: String) throws(ModuleFailure) {
        do {
            regex = try PythonRegex(ByteText.text(pattern.hostBytes), flags: .ascii)
        } catch {
            throw ModuleFailure(
                "`\(argument)` is not a regular expression: \(error.message)", fields: [argument: .string(pattern)])
        }
    }

    func firstMatch(in bytes: some Collection<UInt8>) throws(ModuleFailure) -> PythonRegex.Match? {
        do {
            return try regex.firstMatch(in: bytes.map { Unicode.Scalar($0) })
        } catch {
            throw ModuleFailure("matching \(regex.pattern) failed: \(error.message)")
        }
    }

    /// The template with the groups of the first match in it, such as `\1`.
    func expansion(of template: String, in bytes: some Collection<UInt8>) throws(ModuleFailure) -> [UInt8]? {
        guard let match = try firstMatch(in: bytes) else { return nil }
        do {
            let (text, _) = try regex.replacing(
                in: ByteText.text(bytes), with: ByteText.text(template.hostBytes), limit: 1)
            let behind = bytes.count - match.range.upperBound
            return Array(ByteText.bytes(text).dropFirst(match.range.lowerBound).dropLast(behind))
        } catch {
            throw ModuleFailure("`line` does not fit the groups of the match: \(error.message)")
        }
    }
}

/// Bytes as text with one character for each.
enum ByteText {
    static func text(_ bytes: some Collection<UInt8>) -> String {
        String(scalars: bytes.map { Unicode.Scalar($0) })
    }

    static func bytes(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
}

/// Bytes as lines that keep what ends them, so that joining them gives the same bytes.
enum ByteLines {
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// Lines end with a line feed.
    static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(after: { bytes, index in bytes[index] == newline })
    }

    /// Lines end with a line feed, a carriage return, or both.
    static func splitUniversally(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(after: { bytes, index in
            if bytes[index] == newline { return true }
            guard bytes[index] == carriageReturn else { return false }
            return index + 1 == bytes.count || bytes[index + 1] != newline
        })
    }

    /// The line without what ends it.
    static func content(_ line: [UInt8]) -> ArraySlice<UInt8> {
        let last = line.lastIndex { $0 != newline && $0 != carriageReturn }
        return line[..<(last.map { $0 + 1 } ?? 0)]
    }
}

extension [UInt8] {
    fileprivate func split(after isEnd: ([UInt8], Int) -> Bool) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = 0
        for index in indices where isEnd(self, index) {
            lines.append(Array(self[start...index]))
            start = index + 1
        }
        if start < count { lines.append(Array(self[start...])) }
        return lines
    }

    var endsLine: Bool { last == ByteLines.newline || last == ByteLines.carriageReturn }
}
