import Synchronization

/// A text that people wrote and that messages can quote: a file, or an argument of the command line.
///
/// Compared by identity: each file is read once in a run.
package final class SourceFile: Sendable {
    /// The path as the user would write it, or a name such as `--extra-vars`.
    package let path: String
    /// The whole path, as Ansible shows places; what is no file has only its name.
    package let absolutePath: String
    package let text: String
    /// Whether the text was opened from a vault: then no message quotes it.
    package let isVaulted: Bool
    /// Found when a line is first asked for: most files have nothing to be told of.
    private let knownStarts = Mutex<[String.Index]?>(nil)

    package init(path: String, absolutePath: String? = nil, text: String, isVaulted: Bool = false) {
        self.path = path
        self.absolutePath = absolutePath ?? path
        self.text = text
        self.isVaulted = isVaulted
    }

    private var lineStarts: [String.Index] {
        knownStarts.withLock { known in
            if let known { return known }
            var starts = [text.startIndex]
            var index = text.utf8.startIndex
            while let newline = text.utf8[index...].firstIndex(of: UInt8(ascii: "\n")) {
                index = text.utf8.index(after: newline)
                starts.append(index)
            }
            known = starts
            return starts
        }
    }

    package var lineCount: Int { lineStarts.count }

    /// The text of a line, counted from 1, without its line break; `nil` beyond the end.
    package func line(_ number: Int) -> Substring? {
        let lineStarts = lineStarts
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = lineStarts[number - 1]
        let end = number < lineStarts.count ? lineStarts[number] : text.endIndex
        var line = text[start..<end]
        while let last = line.unicodeScalars.last, last == "\n" || last == "\r" {
            line = Substring(line.unicodeScalars.dropLast())
        }
        return line
    }
}

/// A place in a source: where a word stands, so that a message can put a caret under it.
package struct SourceSpan: Sendable, Hashable {
    package let file: SourceFile
    /// Counted from 1.
    package var line: Int
    /// Counted from 1, in Unicode scalars.
    package var column: Int
    /// In Unicode scalars on the first line; at least 1.
    package var length: Int

    package init(_ file: SourceFile, line: Int, column: Int, length: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
        self.length = Swift.max(1, length)
    }

    package static func == (left: SourceSpan, right: SourceSpan) -> Bool {
        left.file === right.file && left.line == right.line && left.column == right.column
            && left.length == right.length
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(file))
        hasher.combine(line)
        hasher.combine(column)
    }
}

extension SourceSpan {
    /// `/whole/path/to/file:line`, as Ansible tells where a task stands.
    package var absolute: String { "\(file.absolutePath):\(line)" }
}

extension SourceSpan: CustomStringConvertible {
    /// `file:line:column`, the form editors and terminals can open.
    package var description: String { "\(file.path):\(line):\(column)" }
}
