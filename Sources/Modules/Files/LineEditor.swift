import ModuleKit
import Values

/// Where `lineinfile` puts its line.
struct LineEditor {
    private enum Insertion {
        case atStart
        case atEnd
        case after(ByteRegex)
        case before(ByteRegex)
    }

    private let line: [UInt8]
    private let template: String?
    private let regexp: ByteRegex?
    private let search: [UInt8]?
    private let insertion: Insertion
    private let firstMatch: Bool

    init(_ module: LineInFile) throws(ModuleFailure) {
        line = module.wantedLine
        template = module.backrefs ? String(hostBytes: module.wantedLine) : nil
        regexp = try module.regexp.map { pattern throws(ModuleFailure) in try ByteRegex(pattern, argument: "regexp") }
        search = module.searchString?.hostBytes
        firstMatch = module.firstmatch
        insertion = try Self.insertion(after: module.insertafter, before: module.insertbefore)
    }

    private static func insertion(after: String?, before: String?) throws(ModuleFailure) -> Insertion {
        switch (after, before) {
        case ("BOF", _), (_, "BOF"): .atStart
        case ("EOF", _), (nil, nil): .atEnd
        case (let after?, _): .after(try ByteRegex(after, argument: "insertafter"))
        case (nil, let before?): .before(try ByteRegex(before, argument: "insertbefore"))
        }
    }

    /// Whether `state: absent` removes the line.
    func isUnwanted(_ candidate: [UInt8]) throws(ModuleFailure) -> Bool {
        guard regexp == nil, search == nil else { return try matches(candidate) }
        return ByteLines.content(candidate).elementsEqual(line)
    }

    /// The lines with the wanted one among them, and what was done.
    func edited(_ lines: [[UInt8]]) throws(ModuleFailure) -> (lines: [[UInt8]], message: String) {
        if let index = try match(in: lines) { return try replacing(index, in: lines, matched: true) }
        // Without a match of its own, an equal line anywhere will do.
        if let index = lines.lastIndex(where: { ByteLines.content($0).elementsEqual(line) }),
            try isReached(index, lines)
        {
            return try replacing(index, in: lines, matched: false)
        }
        if template != nil { return (lines, "") }
        return try inserting(into: lines)
    }

    private func match(in lines: [[UInt8]]) throws(ModuleFailure) -> Int? {
        var found: Int?
        for (index, candidate) in lines.enumerated() where try matches(candidate) {
            found = index
            if firstMatch { break }
        }
        return found
    }

    private func matches(_ candidate: [UInt8]) throws(ModuleFailure) -> Bool {
        if let search { return candidate.contains(search) }
        guard let regexp else { return false }
        return try regexp.firstMatch(in: candidate) != nil
    }

    private func replacing(_ index: Int, in lines: [[UInt8]], matched: Bool) throws(ModuleFailure)
        -> (lines: [[UInt8]], message: String)
    {
        var new = line
        if let template, matched { new = try regexp?.expansion(of: template, in: lines[index]) ?? line }
        if new.last != ByteLines.newline { new.append(ByteLines.newline) }
        guard lines[index] != new else { return (lines, "") }
        var lines = lines
        lines[index] = new
        return (lines, "\(MatchedPhrase.lineReplaced)")
    }

    private func inserting(into lines: [[UInt8]]) throws(ModuleFailure) -> (lines: [[UInt8]], message: String) {
        let (index, neighbour) = try insertionPoint(in: lines)
        if let neighbour, ByteLines.content(neighbour).elementsEqual(line) { return (lines, "") }
        var lines = lines
        if index == lines.count, let last = lines.last, !last.endsLine { lines[index - 1].append(ByteLines.newline) }
        lines.insert(line + [ByteLines.newline], at: index)
        return (lines, "\(MatchedPhrase.lineAdded)")
    }

    /// Where the line goes, and the line there that makes it needless if it is equal.
    private func insertionPoint(in lines: [[UInt8]]) throws(ModuleFailure) -> (index: Int, neighbour: [UInt8]?) {
        switch insertion {
        case .atStart: return (0, nil)
        case .atEnd: return (lines.count, nil)
        case .before(let regex): return (try position(of: regex, in: lines) ?? lines.count, nil)
        case .after(let regex):
            guard let found = try position(of: regex, in: lines) else { return (lines.count, nil) }
            return (found + 1, lines[Swift.min(found + 1, lines.count - 1)])
        }
    }

    private func position(of regex: ByteRegex, in lines: [[UInt8]]) throws(ModuleFailure) -> Int? {
        var found: Int?
        for (index, candidate) in lines.enumerated() where try regex.firstMatch(in: candidate) != nil {
            found = index
            if firstMatch { break }
        }
        return found
    }

    /// With `firstmatch`, looking ends at the line that says where to insert.
    private func isReached(_ index: Int, _ lines: [[UInt8]]) throws(ModuleFailure) -> Bool {
        guard firstMatch else { return true }
        switch insertion {
        case .atStart, .atEnd: return true
        case .after(let regex), .before(let regex):
            guard let end = try position(of: regex, in: lines) else { return true }
            return index < end
        }
    }
}

extension [UInt8] {
    /// Whether these bytes stand somewhere in a row.
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard count >= part.count else { return false }
        return indices.dropLast(part.count - 1).contains { self[$0] == first && self[$0...].starts(with: part) }
    }
}
