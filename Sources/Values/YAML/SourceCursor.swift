/// Walks over a file's text scalar by scalar and knows line and column.
struct SourceCursor {
    private let file: SourceFile
    private(set) var line: Int
    private var scalars: [Unicode.Scalar]
    private var offset: Int

    /// Counted from 1, as in ``SourceSpan``.
    var column: Int { offset + 1 }
    /// The scalar here; `nil` at the end of a line.
    var current: Unicode.Scalar? { ahead(0) }
    /// Scalars up to the end of the line.
    var remaining: Int { scalars.count - offset }

    init(_ start: SourceSpan) {
        file = start.file
        line = start.line
        scalars = file.line(start.line).map { Array($0.unicodeScalars) } ?? []
        offset = start.column - 1
    }

    func ahead(_ count: Int) -> Unicode.Scalar? {
        offset + count < scalars.count ? scalars[offset + count] : nil
    }

    mutating func advance(_ count: Int) { offset += count }

    /// Moves over blanks and line ends to the next scalar and returns it; `nil` at the end of the file.
    mutating func skipBlank(commentsToo: Bool = false) -> Unicode.Scalar? {
        while true {
            while let blank = current, blank == " " || blank == "\t" { offset += 1 }
            if let scalar = current, !(commentsToo && scalar == "#") { return scalar }
            guard let next = file.line(line + 1) else { return nil }
            line += 1
            scalars = Array(next.unicodeScalars)
            offset = 0
        }
    }

    /// Moves to the next blank or the end of the line.
    mutating func skipWord() {
        while let scalar = current, scalar != " ", scalar != "\t" { offset += 1 }
    }
}
