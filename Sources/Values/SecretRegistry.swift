import Synchronization

/// The secrets a run has come to know, and the mask over them.
///
/// Every text passes ``mask(_:)`` before it reaches a sink (terminal, diff, log, events, record). A secret that nobody
/// takes for a word is hidden wherever it turns up, also inside other text; one that may be a word (`production`) only
/// where it stands as a whole value, because else half of every report would be stars.
package final class SecretRegistry: Sendable {
    /// Shorter texts are not hidden at all: that would protect nothing.
    package static let shortestMasked = 4
    /// From this length on, what is not a mere word is hidden inside other text, too.
    private static let shortestInside = 6
    /// So many letters and nothing else may be a word.
    private static let longestWord = 12

    private struct State {
        var secrets: Set<String> = []
        /// Names of hosts and groups, which reports are made of.
        var names = ""
        /// The longest first, so that one secret inside another leaves no remnant.
        var inside: [String] = []
        var whole: [String] = []
        var hasToldOfShort = false

        mutating func sort() {
            let hidden = secrets.filter { !names.contains($0) }.sorted { $0.utf8.count > $1.utf8.count }
            inside = hidden.filter { !SecretRegistry.mayBeWord($0) }
            whole = hidden.filter(SecretRegistry.mayBeWord)
        }
    }

    private let state = Mutex(State())
    private let tellOfShort: @Sendable () -> Void

    /// - Parameter tellOfShort: Is called once, when a secret turns up that is too short to be hidden.
    package init(tellOfShort: @escaping @Sendable () -> Void = {}) { self.tellOfShort = tellOfShort }

    /// Hides `secret` from now on; of a text of several lines each line as well.
    package func register(_ secret: String) {
        let lines = secret.split(separator: "\n").map(String.init)
        // A line of dashes tells nothing, and hiding it would spoil every diff.
        let telling = lines.filter { $0.contains { $0.isLetter || $0.isNumber } }
        let new = ([secret] + telling).filter { $0.utf8.count >= Self.shortestMasked }
        let isShort = !secret.isEmpty && secret.utf8.count < Self.shortestMasked
        let tells = state.withLock { state in
            if !state.secrets.isSuperset(of: new) {
                state.secrets.formUnion(new)
                state.sort()
            }
            defer { if isShort { state.hasToldOfShort = true } }
            return isShort && !state.hasToldOfShort
        }
        if tells { tellOfShort() }
    }

    package func register(_ secret: Secret) { register(secret.reveal()) }

    /// Hides the texts in a node and its long numbers. Short numbers and booleans would mask half of every report.
    package func register(valuesOf node: Node) {
        switch node.content {
        case .scalar(.int(let number)) where abs(number) >= 100_000: register(String(number))
        case .scalar(let value): if let text = value.text { register(text) }
        case .sequence(let items): for item in items { register(valuesOf: item) }
        case .mapping(let entries): for entry in entries { register(valuesOf: entry.value) }
        }
    }

    /// Names that stay readable even if a secret is the same or a part of one.
    package func spare(_ names: [String]) {
        state.withLock { state in
            state.names += names.joined(separator: "\n") + "\n"
            state.sort()
        }
    }

    private static func mayBeWord(_ secret: String) -> Bool {
        if secret.utf8.count < shortestInside { return true }
        let tail = secret.dropFirst()
        let isOfOneCase = tail.allSatisfy(\.isLowercase) || secret.allSatisfy(\.isUppercase)
        return secret.count <= longestWord && secret.first?.isLetter == true && isOfOneCase
    }

    /// The text with every known secret replaced by ``Secret/mask``.
    package func mask(_ text: String) -> String { hide(in: text) { _ in Secret.mask } }

    /// The same with one asterisk for each hidden scalar, for lines whose columns are counted.
    package func maskKeepingLength(_ line: String) -> String {
        hide(in: line) { String(repeating: "*", count: $0.unicodeScalars.count) }
    }

    private func hide(in text: String, _ mask: (String) -> String) -> String {
        let (inside, whole) = state.withLock { ($0.inside, $0.whole) }
        let hidden = inside.reduce(text) { $0.contains($1) ? $0.replacing($1, with: mask($1)) : $0 }
        return whole.reduce(hidden) { $0.contains($1) ? Self.hide($1, standingAloneIn: $0, mask($1)) : $0 }
    }

    private static func hide(_ secret: String, standingAloneIn text: String, _ mask: String) -> String {
        var result = ""
        var rest = text[...]
        while let range = rest.firstRange(of: secret) {
            let isWhole = opensValue(text[..<range.lowerBound]) && closesValue(text[range.upperBound...])
            result += rest[..<range.lowerBound] + (isWhole ? mask : secret)
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    /// Whether a value may begin behind this: a line, a quote, `key=`, `key: `.
    private static func opensValue(_ text: Substring) -> Bool {
        guard let last = text.last else { return true }
        return last.isNewline || "\"'=".contains(last) || text.hasSuffix(": ")
    }

    private static func closesValue(_ text: Substring) -> Bool {
        guard let first = text.first else { return true }
        return first.isNewline || "\"',\u{1B}".contains(first)
    }

    /// ``mask(_:)`` on every text of a value. Keys of mappings are names: only what is no word is hidden there.
    package func mask(_ value: Value) -> Value {
        switch value {
        case .string(let text): .string(mask(text))
        case .list(let items): .list(items.map { mask($0) })
        case .map(let mapping): .map(Mapping(mapping.map { (maskKey($0.key), mask($0.value)) }))
        case .sealed: .string(Secret.mask)
        default: value
        }
    }

    private func maskKey(_ key: Value) -> Value {
        guard case .string(let text) = key else { return key }
        return .string(state.withLock { $0.inside }.reduce(text) { $0.replacing($1, with: Secret.mask) })
    }
}
