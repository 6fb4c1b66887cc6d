import Values

/// Splits a template into tokens, with the rules for blanks and line breaks around statements applied.
struct Lexer {
    let bytes: [UInt8]
    let options: TemplateOptions
    /// Whether backslashes in strings of `{{ … }}` stand for themselves, as in playbooks but not in template files.
    let keepsBackslashes: Bool
    let source: TemplateText
    private let markers: Markers
    private(set) var tokens: [Token] = []
    private var position: Int
    /// Whether the next data begins a line, as `lstripBlocks` wants to know.
    private var startsLine = true

    init(_ source: TemplateText, options: TemplateOptions, from start: Int = 0, keepsBackslashes: Bool) {
        self.source = source
        self.options = options
        self.keepsBackslashes = keepsBackslashes
        var bytes = Array(source.text.utf8)
        if !options.keepTrailingNewline { Self.dropFinalLineBreak(&bytes, after: start) }
        self.bytes = bytes
        markers = Markers(options)
        position = start
    }

    /// The tokens of a whole template.
    static func template(
        _ source: TemplateText, options: TemplateOptions, from start: Int, keepsBackslashes: Bool
    ) throws(Fault) -> [Token] {
        var lexer = Lexer(source, options: options, from: start, keepsBackslashes: keepsBackslashes)
        try lexer.readTemplate()
        return lexer.tokens
    }

    /// The tokens of a bare expression.
    static func expression(_ source: TemplateText) throws(Fault) -> [Token] {
        var options = TemplateOptions()
        options.keepTrailingNewline = true
        var lexer = Lexer(source, options: options, keepsBackslashes: false)
        var scanner = ExpressionScanner(lexer.bytes, at: 0, source: source, keepsBackslashes: false)
        while let token = try scanner.next(until: nil) { lexer.tokens.append(token) }
        lexer.append(.end, at: lexer.bytes.count)
        return lexer.tokens
    }

    private static func dropFinalLineBreak(_ bytes: inout [UInt8], after start: Int) {
        guard bytes.count > start, let last = bytes.last, last == .newline || last == .carriageReturn else { return }
        bytes.removeLast()
        if last == .newline, bytes.count > start, bytes.last == .carriageReturn { bytes.removeLast() }
    }

    private mutating func append(_ kind: Token.Kind, at offset: Int, length: Int = 1) {
        tokens.append(Token(kind: kind, position: Position(offset, length: length)))
    }

    // MARK: Between the markers

    private mutating func readTemplate() throws(Fault) {
        while position < bytes.count {
            guard let found = markers.first(in: bytes, from: position) else {
                appendData(position..<bytes.count)
                break
            }
            try read(found)
        }
        append(.end, at: bytes.count)
    }

    private mutating func read(_ found: Markers.Found) throws(Fault) {
        var inside = found.offset + found.length
        let sign = inside < bytes.count ? bytes[inside] : 0
        let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        if isSigned { inside += 1 }
        appendData(position..<dataEnd(before: found, sign: sign))
        switch found.kind {
        case .comment: try skipComment(from: inside, opened: found)
        case .variable: try readCode(from: inside, opened: found, end: markers.variableEnd)
        case .block:
            if let raw = markers.keyword("raw", in: bytes, from: inside) {
                try readRaw(from: raw, opened: found)
            } else {
                try readCode(from: inside, opened: found, end: markers.blockEnd)
            }
        }
    }

    /// Where the data before a marker ends once `-` or `lstripBlocks` took the blanks away.
    private func dataEnd(before found: Markers.Found, sign: UInt8) -> Int {
        var end = found.offset
        if sign == UInt8(ascii: "-") {
            while end > position, bytes[end - 1].isBlank { end -= 1 }
            return end
        }
        guard options.lstripBlocks, found.kind != .variable, sign != UInt8(ascii: "+") else { return end }
        while end > position, bytes[end - 1].isBlank, bytes[end - 1] != .newline { end -= 1 }
        let isLineStart = end > position ? bytes[end - 1] == .newline : startsLine
        return isLineStart ? end : found.offset
    }

    private mutating func appendData(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        append(.data(text(range)), at: range.lowerBound, length: range.count)
    }

    /// Text of the template with each line break as `newlineSequence` wants it.
    private func text(_ range: Range<Int>) -> String {
        let slice = bytes[range]
        guard options.newlineSequence != "\n" || slice.contains(.carriageReturn) else {
            return String(decoding: slice, as: UTF8.self)
        }
        var made: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            index += 1
            if byte == .carriageReturn, index < range.upperBound, bytes[index] == .newline { index += 1 }
            if byte == .carriageReturn || byte == .newline {
                made += Array(options.newlineSequence.utf8)
            } else {
                made.append(byte)
            }
        }
        return String(decoding: made, as: UTF8.self)
    }

    // MARK: Behind a marker

    /// Goes on behind an end marker: `-` takes all blanks, `trimBlocks` one line break.
    private mutating func close(at end: Int, sign: UInt8, trims: Bool) {
        position = end
        if sign == UInt8(ascii: "-") {
            while position < bytes.count, bytes[position].isBlank { position += 1 }
        } else if trims, options.trimBlocks, sign != UInt8(ascii: "+") {
            if position < bytes.count, bytes[position] == .carriageReturn { position += 1 }
            if position < bytes.count, bytes[position] == .newline { position += 1 }
        }
        startsLine = position > 0 && bytes[position - 1] == .newline
    }

    private mutating func skipComment(from start: Int, opened: Markers.Found) throws(Fault) {
        // Jinja does not mind a comment that begins where the template ends.
        if start == bytes.count { return close(at: start, sign: 0, trims: false) }
        guard let end = bytes.firstIndex(of: markers.commentEnd, from: start) else {
            throw unclosed(opened, markers.commentEnd)
        }
        let sign = end > start ? bytes[end - 1] : 0
        close(at: end + markers.commentEnd.count, sign: sign, trims: true)
    }

    private mutating func readRaw(from start: Int, opened: Markers.Found) throws(Fault) {
        close(at: start, sign: markers.signBefore(start, in: bytes), trims: false)
        var search = position
        while let begin = bytes.firstIndex(of: markers.blockStart, from: search) {
            search = begin + 1
            var inside = begin + markers.blockStart.count
            let sign = inside < bytes.count ? bytes[inside] : 0
            if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { inside += 1 }
            guard let end = markers.keyword("endraw", in: bytes, from: inside) else { continue }
            let found = Markers.Found(kind: .block, offset: begin, length: markers.blockStart.count)
            appendData(position..<dataEnd(before: found, sign: sign))
            return close(at: end, sign: markers.signBefore(end, in: bytes), trims: true)
        }
        throw Fault.syntax(
            "unclosed raw block", "The `raw` that starts here has no `endraw`.",
            at: Position(opened.offset, length: opened.length), in: source)
    }

    private mutating func readCode(from start: Int, opened: Markers.Found, end: [UInt8]) throws(Fault) {
        let isVariable = opened.kind == .variable
        append(isVariable ? .variableBegin : .blockBegin, at: opened.offset, length: opened.length)
        var scanner = ExpressionScanner(
            bytes, at: start, source: source, keepsBackslashes: isVariable && keepsBackslashes)
        while let token = try scanner.next(until: end) { tokens.append(token) }
        guard let closed = scanner.closed else { throw unclosed(opened, end) }
        append(isVariable ? .variableEnd : .blockEnd, at: closed.start, length: end.count)
        close(at: closed.end, sign: closed.sign, trims: !isVariable)
    }

    private func unclosed(_ opened: Markers.Found, _ end: [UInt8]) -> Fault {
        let marker = String(decoding: bytes[opened.offset..<(opened.offset + opened.length)], as: UTF8.self)
        return Fault.syntax(
            "unclosed template marker",
            "The `\(marker)` here has no matching `\(String(decoding: end, as: UTF8.self))`.",
            at: Position(opened.offset, length: opened.length), in: source)
    }
}

extension UInt8 {
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// A blank as Python's `str.isspace` has it, within ASCII.
    var isBlank: Bool { self == 32 || (self >= 9 && self <= 13) || (self >= 28 && self <= 31) }
    var isDigit: Bool { self >= 48 && self <= 57 }
    /// A letter, an underscore, or part of a character beyond ASCII.
    var isNameStart: Bool { (self | 32 >= 97 && self | 32 <= 122) || self == 95 || self >= 128 }
}
