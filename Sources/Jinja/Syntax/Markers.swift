import Values

/// The texts that open and close code in a template, and how to find them.
struct Markers: Sendable {
    enum Kind: Sendable, Hashable {
        case block, variable, comment
    }

    struct Found: Sendable {
        let kind: Kind
        let offset: Int
        let length: Int
    }

    let blockStart: [UInt8]
    let blockEnd: [UInt8]
    let variableEnd: [UInt8]
    let commentEnd: [UInt8]
    /// The longest first: it wins where several begin at one place.
    private let starts: [(kind: Kind, text: [UInt8])]

    init(_ options: TemplateOptions) {
        blockStart = Array(options.blockStart.utf8)
        blockEnd = Array(options.blockEnd.utf8)
        variableEnd = Array(options.variableEnd.utf8)
        commentEnd = Array(options.commentEnd.utf8)
        let starts: [(kind: Kind, text: [UInt8])] = [
            (.comment, Array(options.commentStart.utf8)), (.block, blockStart),
            (.variable, Array(options.variableStart.utf8)),
        ]
        self.starts = starts.filter { !$0.text.isEmpty }.sorted { $0.text.count > $1.text.count }
    }

    /// The first marker at or behind a place that opens code.
    func first(in bytes: [UInt8], from start: Int) -> Found? {
        for offset in start..<bytes.count {
            for (kind, text) in starts where bytes[offset] == text[0] && bytes.matches(text, at: offset) {
                return Found(kind: kind, offset: offset, length: text.count)
            }
        }
        return nil
    }

    /// The offset behind `word` and the end marker, if just these stand here.
    func keyword(_ word: String, in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index < bytes.count, bytes[index].isBlank { index += 1 }
        guard bytes.matches(Array(word.utf8), at: index) else { return nil }
        index += word.utf8.count
        while index < bytes.count, bytes[index].isBlank { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") { index += 1 }
        return bytes.matches(blockEnd, at: index) ? index + blockEnd.count : nil
    }

    /// The byte before the end marker that ends at `end`: `-`, `+`, or something else.
    func signBefore(_ end: Int, in bytes: [UInt8]) -> UInt8 {
        let index = end - blockEnd.count - 1
        return index >= 0 ? bytes[index] : 0
    }
}

extension [UInt8] {
    func matches(_ text: [UInt8], at offset: Int) -> Bool {
        guard offset + text.count <= count else { return false }
        for index in 0..<text.count where self[offset + index] != text[index] { return false }
        return true
    }
}
