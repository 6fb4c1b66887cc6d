/// Turns libyaml's marks into places of a file.
///
/// A mark's line counts lone carriage returns and U+2028 as line breaks, as YAML does; editors and ``SourceFile``
/// do not. So where the two disagree, the place is found by its distance from the start.
struct YAMLSpans: Sendable {
    let file: SourceFile
    /// For each line, how many scalars stand before it.
    private let lineStarts: [Int]
    private let scalarCount: Int

    init(_ file: SourceFile) {
        self.file = file
        var starts = [0]
        var count = 0
        for byte in file.text.utf8 where byte & 0xC0 != 0x80 {
            count += 1
            if byte == UInt8(ascii: "\n") { starts.append(count) }
        }
        lineStarts = starts
        scalarCount = count
    }

    /// Moves a mark of a text that began at `line` (from 1) to where it stands in the whole file.
    func shift(_ mark: YAMLMark, fromLine line: Int) -> YAMLMark {
        YAMLMark(index: mark.index + lineStarts[line - 1], line: mark.line + line - 1, column: mark.column)
    }

    func span(_ mark: YAMLMark, to end: YAMLMark? = nil) -> SourceSpan {
        let line = lineIndex(of: mark)
        let column = Swift.min(mark.index, scalarCount) - lineStarts[line]
        let length = end.map { Swift.min($0.index, lineEnd(line)) - mark.index } ?? 1
        return SourceSpan(file, line: line + 1, column: column + 1, length: length)
    }

    /// The file's text from the start of a line (from 1) on.
    func text(fromLine line: Int) -> Substring {
        guard line > 1, let start = file.line(line)?.startIndex else { return file.text[...] }
        return file.text[start...]
    }

    private func lineIndex(of mark: YAMLMark) -> Int {
        if mark.line < lineStarts.count, lineStarts[mark.line] + mark.column == mark.index,
            mark.index < lineEnd(mark.line) + 1
        {
            return mark.line
        }
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= mark.index { low = middle } else { high = middle }
        }
        return low
    }

    private func lineEnd(_ line: Int) -> Int {
        line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : scalarCount
    }
}
