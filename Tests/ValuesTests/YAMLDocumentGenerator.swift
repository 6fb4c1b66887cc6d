/// Writes random YAML documents of all that YAML 1.1 has: most well formed, some with a mistake in them.
struct YAMLDocumentGenerator {
    private var random: SeededGenerator
    private var anchorCount = 0
    /// Anchors whose nodes are complete, and those among them that name mappings.
    private var anchors: [String] = []
    private var mappings: [String] = []

    init(seed: UInt64) { random = SeededGenerator(state: seed) }

    mutating func document() -> String {
        (anchorCount, anchors, mappings) = (0, [], [])
        var text = one(in: 8) ? "%YAML 1.1\n---" : one(in: 4) ? "---" : ""
        let body = one(in: 2) ? mapping(indent: 0, depth: 3) : sequence(indent: 0, depth: 3)
        text += one(in: 10) ? node(indent: 0, depth: 0) : (text.isEmpty ? "" : "\n") + body
        if one(in: 10) { text += "...\n" }
        return one(in: 3) ? mutated(text) : text
    }

    /// What follows a `-` or a `:`, up to and with the end of its last line.
    private mutating func node(indent: Int, depth: Int) -> String {
        if depth > 0, one(in: 4) {
            return anchored(isMapping: false) { "\n" + $0.sequence(indent: indent, depth: depth) }
        }
        if depth > 0, one(in: 3) {
            return anchored(isMapping: true) { "\n" + $0.mapping(indent: indent, depth: depth) }
        }
        if one(in: 7) { return " " + blockScalar(indent: indent) }
        if let alias = anchors.randomElement(using: &random), one(in: 8) { return " *\(alias)\n" }
        let flow = depth > 0 && one(in: 4)
        let isMapping = flow && one(in: 2)
        let value = anchored(isMapping: isMapping) {
            $0.separated(flow ? $0.flow(isMapping, depth: 2) : $0.scalar(indent))
        }
        return value + pick(["", "", "", " # a comment", " #", "  "]) + "\n"
    }

    private func separated(_ text: String) -> String { text.isEmpty ? "" : " " + text }

    /// A node that may have an anchor, of which later ones may be aliases.
    private mutating func anchored(isMapping: Bool, _ write: (inout Self) -> String) -> String {
        guard one(in: 6) else { return write(&self) }
        anchorCount += 1
        let name = "a\(anchorCount)"
        let text = " &\(name)" + write(&self)
        anchors.append(name)
        if isMapping { mappings.append(name) }
        return text
    }

    private mutating func sequence(indent: Int, depth: Int) -> String {
        items().map { _ in
            let pad = String(repeating: " ", count: indent)
            if one(in: 5) {
                // A collection that begins on the line of the dash.
                let inner =
                    one(in: 2)
                    ? mapping(indent: indent + 2, depth: depth - 1) : sequence(indent: indent + 2, depth: depth - 1)
                return pad + "- " + inner.dropFirst(indent + 2)
            }
            return pad + "-" + node(indent: indent + pick([1, 2, 4]), depth: depth - 1)
        }.joined()
    }

    private mutating func mapping(indent: Int, depth: Int) -> String {
        let pad = String(repeating: " ", count: indent)
        return items().map { number in
            if let name = mappings.randomElement(using: &random), one(in: 4) {
                let other = mappings.randomElement(using: &random) ?? name
                return pad + "<<: " + pick(["*\(name)", "[*\(name), *\(other)]"]) + "\n"
            }
            let inner = node(indent: indent + pick([1, 2, 3]), depth: depth - 1)
            return one(in: 12)
                ? pad + "? " + key(number) + "\n" + pad + ":" + inner
                : pad + key(number) + pick([":", ":", " :"]) + inner
        }.joined() + (one(in: 15) ? pad + "# the end\n\n" : "")
    }

    private mutating func flow(_ isMapping: Bool, depth: Int) -> String {
        let parts = items(least: 0).map { number in
            let value = depth > 0 && one(in: 3) ? flow(one(in: 2), depth: depth - 1) : flowScalar()
            return isMapping ? key(number) + pick([": ", ":  ", ":\n         "]) + value : value
        }
        let (open, close) = isMapping ? ("{", "}") : ("[", "]")
        return open + parts.joined(separator: pick([", ", ",", " , ", ",\n         "]))
            + (parts.isEmpty ? "" : pick(["", " ", ","])) + close
    }

    private mutating func key(_ number: Int) -> String {
        let name = pick([
            "a", "b", "key", "a key", "1", "2.5", "yes", "~", "ö", "x-y", "\"q\"", "'s'", "!!str 5", "2020-01-01",
        ])
        return one(in: 6) ? name : pick(["k", "name", "item"]) + "\(number)"
    }

    private mutating func flowScalar() -> String {
        pick(["a", "b c", "1", "-1.5", "~", "yes", "'q, r'", "\"x\\ty\"", "!!str 7", "0x1F", "12:30", "", "a:b", "u#v"])
    }

    private mutating func scalar(_ indent: Int) -> String {
        let pad = "\n" + String(repeating: " ", count: indent + 1)
        return pick([
            "text", "two words", "1", "0", "-7", "0o17", "017", "0b11", "1_000", "190:20:30", "1.5", "1e3", "1.0e+3",
            ".inf", "-.inf", ".nan", "~", "null", "true", "No", "off", "2020-01-01", "2001-12-14t21:59:43.10-05:00",
            "2020-01-01 10:00:00", "a:b", "http://x/y?z=1#f", "it's", "\"\"", "''", "'it''s'",
            "\"\\u00e9\\x41\\n\\\"\"", "\"{{ a }}\"", "'{{ b }}'", "x {{ c }}", "!!str 1", "!!int \"0x1f\"",
            "!!float 1",
            "!!bool \"on\"", "!!null x", "! 12", "!!binary aGVsbG8=", "!!str", "", "日本 語", "\u{1F600}", "-1",
            "one\(pad)two\(pad)\(pad)three", "'one\(pad)two'", "\"one\\\(pad)  two\(pad)\\ three\"", "a\tb", "x%",
        ])
    }

    private mutating func blockScalar(indent: Int) -> String {
        let pad = String(repeating: " ", count: indent + 1)
        let header = pick(["|", ">"]) + pick(["", "-", "+"]) + pick(["", "", " # why"])
        let lines = items().map { _ in
            pick(["one", "  deeper", "", "two: three", "# four", "{{ five }}", "six ", "\tseven", "- eight", "é"])
        }
        // The first line says how deep the block is.
        let body = (["first"] + lines).map { $0.isEmpty ? "\n" : pad + $0 + "\n" }.joined()
        return header + "\n" + body + pick(["", "", "\n", "\n\n"])
    }

    /// The text with one character more, less or other.
    private mutating func mutated(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        guard !scalars.isEmpty else { return text }
        let index = Int.random(in: 0..<scalars.count, using: &random)
        let other = Array(" \n\t:-?#[]{},&*!|>'\"%@`\\ax1.".unicodeScalars).randomElement(using: &random) ?? " "
        switch Int.random(in: 0..<3, using: &random) {
        case 0: scalars.remove(at: index)
        case 1: scalars.insert(other, at: index)
        default: scalars[index] = other
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private mutating func items(least: Int = 1) -> Range<Int> { 0..<Int.random(in: least...4, using: &random) }
    private mutating func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
    private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }
}
