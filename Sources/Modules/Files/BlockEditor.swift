import ModuleKit
import Values

/// Where `blockinfile` puts its block.
struct BlockEditor {
    private enum Insertion {
        case atStart
        case atEnd
        case after(ByteRegex, wholeText: Bool)
        case before(ByteRegex, wholeText: Bool)
    }

    private let begin: [UInt8]
    private let end: [UInt8]
    private let block: [[UInt8]]
    private let insertion: Insertion
    private let blankBefore: Bool
    private let blankAfter: Bool
    /// Whether the block is to go.
    let removes: Bool

    init(_ module: BlockInFile) throws(ModuleFailure) {
        begin = Self.line(module.marker.replacing("{mark}", with: module.markerBegin))
        end = Self.line(module.marker.replacing("{mark}", with: module.markerEnd))
        removes = module.state == .absent || module.block.isEmpty
        let text = module.block.hostBytes
        let ended = text.last == ByteLines.newline ? text : text + [ByteLines.newline]
        block = removes ? [] : [begin] + ByteLines.splitUniversally(ended) + [end]
        insertion = try Self.insertion(module)
        blankBefore = module.prependNewline && module.state == .present
        blankAfter = module.appendNewline && module.state == .present
    }

    private static func line(_ text: String) -> [UInt8] { text.hostBytes + [ByteLines.newline] }

    private static func insertion(_ module: BlockInFile) throws(ModuleFailure) -> Insertion {
        switch (module.insertafter, module.insertbefore) {
        case (nil, nil), ("EOF", _): .atEnd
        case (nil, "BOF"): .atStart
        case (let after?, _): .after(try ByteRegex(after, argument: "insertafter"), wholeText: isMultiline(after))
        case (nil, let before?):
            .before(try ByteRegex(before, argument: "insertbefore"), wholeText: isMultiline(before))
        }
    }

    /// The flag `(?m)` says that the pattern is for the whole text rather than for single lines.
    private static func isMultiline(_ pattern: String) -> Bool {
        guard pattern.hasPrefix("(?"), let end = pattern.firstIndex(of: ")") else { return false }
        let flags = pattern[..<end].dropFirst(2)
        return flags.contains("m") && flags.allSatisfy("aiLmsux".contains)
    }

    func edited(_ bytes: [UInt8]) throws(ModuleFailure) -> [UInt8] {
        var lines = ByteLines.splitUniversally(bytes)
        let old = oldBlock(in: lines)
        if removes, old == nil { return bytes }
        var index = old?.lowerBound ?? 0
        if let old { lines.removeSubrange(old) } else { index = try position(in: lines, bytes) }
        if index > 0, lines[index - 1].last != ByteLines.newline { lines[index - 1].append(ByteLines.newline) }
        let blank = [ByteLines.newline]
        if blankBefore, index > 0, lines[index - 1] != blank {
            lines.insert(blank, at: index)
            index += 1
        }
        lines.insert(contentsOf: block, at: index)
        let next = index + block.count
        if blankAfter, next < lines.count, lines[next] != blank { lines.insert(blank, at: next) }
        return Array(lines.joined())
    }

    /// The last of each marker and all between, in whichever order they stand.
    private func oldBlock(in lines: [[UInt8]]) -> Range<Int>? {
        guard let first = lines.lastIndex(of: begin), let last = lines.lastIndex(of: end) else { return nil }
        return Swift.min(first, last)..<Swift.max(first, last) + 1
    }

    private func position(in lines: [[UInt8]], _ bytes: [UInt8]) throws(ModuleFailure) -> Int {
        switch insertion {
        case .atStart: return 0
        case .atEnd: return lines.count
        case .after(let regex, true):
            guard let match = try regex.firstMatch(in: bytes) else { return lines.count }
            return Swift.min(newlines(in: bytes[..<match.range.upperBound]) + 1, lines.count)
        case .before(let regex, true):
            guard let match = try regex.firstMatch(in: bytes) else { return lines.count }
            return newlines(in: bytes[..<match.range.lowerBound])
        case .after(let regex, false): return try lastMatch(of: regex, in: lines).map { $0 + 1 } ?? lines.count
        case .before(let regex, false): return try lastMatch(of: regex, in: lines) ?? lines.count
        }
    }

    private func newlines(in bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 == ByteLines.newline } }

    private func lastMatch(of regex: ByteRegex, in lines: [[UInt8]]) throws(ModuleFailure) -> Int? {
        for (index, line) in lines.enumerated().reversed() where try regex.firstMatch(in: line) != nil { return index }
        return nil
    }
}
