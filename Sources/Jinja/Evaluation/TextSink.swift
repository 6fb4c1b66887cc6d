import Values

/// Text on its way out of a template.
///
/// A list that a template changes shows when it became text, which in Ansible is not always when it was written.
final class TextSink {
    /// What lists and mappings wait for before they become text.
    enum Waiting {
        /// In a template file.
        case forNothing
        /// In a variable's template; pieces behind the second wait for nothing.
        case forSecondPiece
        /// In the body of a macro, of `set`, `filter` and `call`, and of recursive loops.
        case forEnd
    }

    @exclusivity(unchecked) private var text = ""
    @exclusivity(unchecked) private(set) var pieces = 0
    @exclusivity(unchecked) private var isVerbatim = false
    @exclusivity(unchecked) private var waiting: [(textBefore: String, object: Object)] = []
    private let waits: Waiting

    /// - Parameter capacity: about how much text to expect, in bytes.
    init(waiting: Waiting = .forEnd, capacity: Int = 0) {
        waits = waiting
        text.reserveCapacity(capacity)
    }

    func write(_ piece: String, isVerbatim: Bool = false) throws(Fault) {
        if !waiting.isEmpty, waits != .forEnd { try settle() }
        text += piece
        pieces += 1
        self.isVerbatim = isVerbatim
    }

    /// Takes an object that becomes text later; `false` if it is to be text now.
    func hold(_ object: Object) -> Bool {
        guard waits == .forEnd || waits == .forSecondPiece && pieces == 0 else { return false }
        waiting.append((text, object))
        text = ""
        pieces += 1
        isVerbatim = false
        return true
    }

    /// All that was written.
    func whole() throws(Fault) -> String {
        try settle()
        return text
    }

    /// Whether all of it is one piece that no literal is to be read from.
    var isOneVerbatim: Bool { pieces == 1 && isVerbatim }

    private func settle() throws(Fault) {
        var settled = ""
        for (textBefore, object) in waiting { settled += textBefore + (try Python.text(object)) }
        text = settled + text
        waiting = []
    }
}
