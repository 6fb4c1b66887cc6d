import ModuleKit

/// What apt-get(8) says it did or, when only asked, would do.
struct AptOutput {
    private let lines: [Substring]

    init(_ text: String) { lines = text.split(separator: "\n") }

    /// Whether anything is installed, upgraded, configured, removed or deleted.
    var acts: Bool {
        if lines.contains(where: { line in Self.actions.contains { line.hasPrefix($0) } }) { return true }
        guard let summary = lines.last(where: { $0.contains(" newly installed, ") }) else { return false }
        return !summary.hasPrefix("0 upgraded, 0 newly installed, 0 to remove")
            || lines.contains { $0.contains("not fully installed or removed") }
    }

    /// `Inst` and `Remv` are of a simulation; `Del` is what autoclean deletes.
    private static let actions = ["Inst ", "Remv ", "Conf ", "Del "]
}
