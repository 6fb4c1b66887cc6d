import Values

/// A term of `ini`: the key to look for, and options behind it.
///
/// Ansible's plugin takes it apart by a rule of its own (ansible-core 2.18): at blanks; a word belongs to the option that
/// was named last, and quotes are part of the text.
struct INITerm {
    let key: String
    private(set) var options: [(name: String, value: String)] = []

    init(_ term: String, options names: [String]) throws(Fault) {
        guard term.utf8.contains(UInt8(ascii: "=")) || term.trimmed.utf8.contains(UInt8(ascii: " ")) else {
            key = term
            return
        }
        var key: String?
        for part in Self.parts(of: term, options: names) {
            if part.utf8.contains(UInt8(ascii: "=")) {
                options.append(try Self.option(part, among: names))
            } else {
                key = key ?? part
            }
        }
        guard let key else { throw Fault(.lookup, "a file without a key", "`ini` needs the key to look for.") }
        self.key = key
    }

    private static func parts(of term: String, options names: [String]) -> [String] {
        var parts: [(name: String, text: String)] = []
        var current = "key"
        for word in Python.splitOnBlanks(term, limit: -1, fromRight: false) {
            if let named = names.last(where: { word.containsScalars("\($0)=") }) { current = named }
            if let index = parts.firstIndex(where: { $0.name == current }) {
                parts[index].text += " " + word
            } else {
                parts.append((current, word))
            }
        }
        return parts.map(\.text)
    }

    private static func option(_ text: String, among names: [String]) throws(Fault) -> (name: String, value: String) {
        let sides = Python.split(text, on: "=", limit: -1, fromRight: false)
        guard sides.count == 2 else {
            throw Fault(.lookup, "an option that cannot be used", "`\(text)` is not of the form `key=value`.")
        }
        guard names.contains(sides[0]) else {
            throw Fault(
                .lookup, "an unknown option", "`ini` has no option `\(sides[0])`.",
                help: Suggestion.question(for: sides[0], among: names))
        }
        return (sides[0], sides[1])
    }
}
