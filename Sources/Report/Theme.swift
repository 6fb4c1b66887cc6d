/// Colours by meaning. Every coloured word also says in letters what its colour says.
package struct Theme: Sendable {
    package enum Tone: String, Sendable {
        case ok = "0;32"
        case changed = "0;33"
        case skipped = "0;36"
        case failed = "0;31"
        case unreachable = "1;31"
        case warning = "1;35"
        case added = "32"
        case removed = "31"
        case hunk = "36"
        case strong = "1"
        case quiet = "2"
    }

    package let isColoured: Bool

    package init(isColoured: Bool) { self.isColoured = isColoured }

    package func paint(_ text: String, _ tone: Tone) -> String {
        guard isColoured, !text.isEmpty else { return text }
        // Line by line, so that a pager or a grep never shows half a colour.
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "\u{1B}[\(tone.rawValue)m\($0)\u{1B}[0m" }
            .joined(separator: "\n")
    }
}
