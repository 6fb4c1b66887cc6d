/// Text on its way out of a template.
///
/// A list that a template changes shows when it became text: in Ansible that is after the whole body of a macro or
/// block of text, but in a template itself as soon as the second piece is there.
final class TextSink {
    @exclusivity(unchecked) private var text = ""
    @exclusivity(unchecked) private(set) var pieces = 0
    @exclusivity(unchecked) private var isVerbatim = false
    private var waiting: [(textBefore: String, object: Object)] = []
    private let waitsToTheEnd: Bool

    /// - Parameter isWhole: Whether it takes what a template itself writes, and not a part of it.
    init(isWhole: Bool = false) { waitsToTheEnd = !isWhole }

    func write(_ piece: String, isVerbatim: Bool = false) throws(Fault) {
        if !waiting.isEmpty, !waitsToTheEnd { try settle() }
        text += piece
        pieces += 1
        self.isVerbatim = isVerbatim
    }

    /// Takes an object that becomes text later; `false` if it is to be text now.
    func hold(_ object: Object) -> Bool {
        guard waitsToTheEnd || pieces == 0 else { return false }
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
