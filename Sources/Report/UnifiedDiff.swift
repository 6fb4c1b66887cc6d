/// Lines that differ between two texts, in the unified format of diff(1).
package struct UnifiedDiff {
    /// Equal lines shown around a difference, where nobody says.
    package static let usualContext = 3

    private enum Edit {
        case keep(Substring), remove(Substring), add(Substring)
    }

    private let edits: [Edit]
    private let context: Int

    init(before: String, after: String, context: Int = Self.usualContext) {
        self.context = Swift.max(0, context)
        let old = Self.lines(before)
        let new = Self.lines(after)
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var edits: [Edit] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                edits.append(.remove(old[left]))
                left += 1
            } else if right < new.count, added.contains(right) {
                edits.append(.add(new[right]))
                right += 1
            } else {
                edits.append(.keep(old[left]))
                (left, right) = (left + 1, right + 1)
            }
        }
        self.edits = edits
    }

    /// Lines with their breaks; a last line without one says so, as diff(1) does.
    private static func lines(_ text: String) -> [Substring] {
        var lines: [Substring] = []
        var rest = text[...]
        while let newline = rest.unicodeScalars.firstIndex(of: "\n") {
            let end = rest.unicodeScalars.index(after: newline)
            lines.append(rest[..<end])
            rest = rest[end...]
        }
        if !rest.isEmpty { lines.append(rest + "\n\\ No newline at end of file\n") }
        return lines
    }

    /// The hunks, each line ending in a break.
    func text(paint: (Substring, Theme.Tone) -> String) -> String {
        var text = ""
        for hunk in hunks() {
            text += paint(header(hunk)[...], .hunk) + "\n"
            for edit in edits[hunk] {
                switch edit {
                case .keep(let line): text += " " + line
                case .remove(let line): text += paint("-" + line, .removed)
                case .add(let line): text += paint("+" + line, .added)
                }
            }
        }
        return text
    }

    private func hunks() -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for (index, edit) in edits.enumerated() {
            if case .keep = edit { continue }
            let range = max(0, index - context)..<min(edits.count, index + context + 1)
            if let last = hunks.last, last.upperBound >= range.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }

    private func header(_ hunk: Range<Int>) -> String {
        let before = count(edits[..<hunk.lowerBound])
        let inside = count(edits[hunk])
        return "@@ -\(Self.span(before.old, inside.old)) +\(Self.span(before.new, inside.new)) @@"
    }

    private func count(_ edits: ArraySlice<Edit>) -> (old: Int, new: Int) {
        edits.reduce((0, 0)) { counts, edit in
            switch edit {
            case .keep: (counts.0 + 1, counts.1 + 1)
            case .remove: (counts.0 + 1, counts.1)
            case .add: (counts.0, counts.1 + 1)
            }
        }
    }

    /// An empty side is numbered by the line before it; one line needs no count.
    private static func span(_ before: Int, _ count: Int) -> String {
        switch count {
        case 0: "\(before),0"
        case 1: "\(before + 1)"
        default: "\(before + 1),\(count)"
        }
    }
}
