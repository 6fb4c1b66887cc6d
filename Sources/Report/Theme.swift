/// Colours by meaning. Every coloured word also says in letters what its colour says.
package struct Theme: Sendable {
    package enum Tone: Sendable, Hashable {
        case ok, changed, skipped, included, failed, unreachable, warning, added, removed, hunk
        case strong
        /// What only `-v` shows.
        case quiet
        /// What a task still waits for.
        case waiting
    }

    package let isColoured: Bool
    /// What stands between `ESC [` and `m` for each tone.
    private let codes: [Tone: String]

    /// - Parameter codes: In place of the usual ones.
    package init(isColoured: Bool, codes: [Tone: String] = [:]) {
        self.isColoured = isColoured
        self.codes = Self.usual.merging(codes) { $1 }
    }

    private static let usual: [Tone: String] = [
        .ok: "0;32", .changed: "0;33", .skipped: "0;36", .included: "0;36", .failed: "0;31", .unreachable: "1;31",
        .warning: "1;35", .added: "0;32", .removed: "0;31", .hunk: "0;36", .strong: "1", .quiet: "0;34",
        .waiting: "1;30",
    ]

    package func paint(_ text: String, _ tone: Tone) -> String {
        guard isColoured, !text.isEmpty else { return text }
        // Line by line, so that a pager or a grep never shows half a colour.
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "\u{1B}[\(codes[tone] ?? "0")m\($0)\u{1B}[0m" }
            .joined(separator: "\n")
    }
}
