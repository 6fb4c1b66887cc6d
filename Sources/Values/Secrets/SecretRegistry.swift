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
    /// Smaller numbers are not hidden: they are in half of every report.
    private static let shortestNumber = 100_000
    /// So many letters and nothing else may be a word.
    private static let longestWord = 12

    private struct State {
        var secrets: Set<String> = []
        /// Names of hosts and groups, which reports are made of.
        var names = ""
        var search = SecretSearch()
        var hasToldOfShort = false

        mutating func add(_ secret: String) {
            guard secrets.insert(secret).inserted else { return }
            seek(secret)
        }

        mutating func spare(_ more: [String]) {
            names += more.joined(separator: "\n") + "\n"
            search = SecretSearch()
            for secret in secrets { seek(secret) }
        }

        private mutating func seek(_ secret: String) {
            guard !names.contains(secret) else { return }
            search.add(SecretPattern(SecretRegistry.mayBeWord(secret) ? .wholeValue : .text, secret.utf8))
            for pattern in SecretPattern.encodings(of: secret) { search.add(pattern) }
        }
    }

    private let state = Mutex(State())
    private let tellOfShort: @Sendable () -> Void

    /// - Parameter tellOfShort: Is called once, when a secret turns up that is too short to be hidden.
    package init(tellOfShort: @escaping @Sendable () -> Void = {}) { self.tellOfShort = tellOfShort }

    /// Hides `secret` from now on; of a text of several lines each line as well. Line breaks around it stay.
    package func register(_ text: String) {
        let secret = text.trimmingBreaks
        let lines = secret.utf8.split { $0 == 10 || $0 == 13 }.map { String(Substring($0)) }
        // A line of dashes tells nothing, and hiding it would spoil every diff.
        let telling = lines.filter { $0.contains { $0.isLetter || $0.isNumber } }
        let new = ([secret] + telling).filter { $0.utf8.count >= Self.shortestMasked }
        let isShort = !secret.isEmpty && secret.utf8.count < Self.shortestMasked
        let tells = state.withLock { state in
            for secret in new { state.add(secret) }
            defer { if isShort { state.hasToldOfShort = true } }
            return isShort && !state.hasToldOfShort
        }
        if tells { tellOfShort() }
    }

    package func register(_ secret: Secret) { register(secret.reveal()) }

    /// Hides the texts in a node and its long numbers. Booleans would mask half of every report.
    package func register(valuesOf node: Node) {
        switch node.content {
        case .scalar(.int(let number)) where abs(number) >= Self.shortestNumber: register(String(number))
        case .scalar(let value): if let text = value.text { register(text) }
        case .sequence(let items): for item in items { register(valuesOf: item) }
        case .mapping(let entries): for entry in entries { register(valuesOf: entry.value) }
        }
    }

    /// Names that stay readable even if a secret is the same or a part of one.
    package func spare(_ names: [String]) { state.withLock { $0.spare(names) } }

    private static func mayBeWord(_ secret: String) -> Bool {
        if secret.utf8.count < shortestInside { return true }
        let tail = secret.dropFirst()
        let isOfOneCase = tail.allSatisfy(\.isLowercase) || secret.allSatisfy(\.isUppercase)
        return secret.count <= longestWord && secret.first?.isLetter == true && isOfOneCase
    }

    private var search: SecretSearch { state.withLock { $0.search } }

    /// The text with every known secret replaced by ``Secret/mask``, however it is written there.
    package func mask(_ text: String) -> String { Self.hide(search.ranges(in: text), in: text) { _ in Secret.mask } }

    /// Whether there is a secret in bytes that are to be written.
    package func knows(secretIn bytes: [UInt8]) -> Bool {
        let search = search
        return !search.isEmpty && !search.ranges(in: String(decoding: bytes, as: UTF8.self)).isEmpty
    }

    /// The same with one asterisk for each hidden scalar, for lines whose columns are counted.
    package func maskKeepingLength(_ line: String) -> String {
        Self.hide(search.ranges(in: line), in: line) { String(repeating: "*", count: $0.unicodeScalars.count) }
    }

    private static func hide(_ ranges: [Range<Int>], in text: String, _ mask: (Substring) -> String) -> String {
        guard !ranges.isEmpty else { return text }
        var (shown, position) = ("", text.startIndex)
        for range in ranges {
            let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
            let end = text.utf8.index(text.startIndex, offsetBy: range.upperBound)
            shown += text[position..<start] + mask(text[start..<end])
            position = end
        }
        return shown + text[position...]
    }

    /// ``mask(_:)`` on every text of a value. Keys of mappings are names: only what is no word is hidden there.
    package func mask(_ value: Value) -> Value { Self.mask(value, by: state.withLock { ($0.search, $0.secrets) }) }

    private typealias Known = (search: SecretSearch, secrets: Set<String>)

    private static func mask(_ value: Value, by known: Known) -> Value {
        switch value {
        case .string(let text):
            .string(hide(known.search.ranges(in: text), in: text) { _ in Secret.mask })
        case .list(let items): .list(mask(lines: items, by: known) ?? items.map { mask($0, by: known) })
        case .map(let mapping): .map(Mapping(mapping.map { (maskKey($0.key, by: known), mask($0.value, by: known)) }))
        case .sealed: .string(Secret.mask)
        case .int(let number) where abs(number) >= shortestNumber && known.secrets.contains(String(number)):
            .string(Secret.mask)
        default: value
        }
    }

    /// A secret may be broken between the lines of an output.
    private static func mask(lines: [Value], by known: Known) -> [Value]? {
        guard lines.count > 1, !known.search.isEmpty else { return nil }
        var texts: [String] = []
        for line in lines {
            guard case .string(let text) = line else { return nil }
            texts.append(text)
        }
        let ranges = known.search.ranges(in: texts.joined(separator: "\n"))
        guard !ranges.isEmpty else { return lines }
        var start = 0
        return texts.map { text in
            let own = start..<start + text.utf8.count
            start = own.upperBound + 1
            let hidden = ranges.map { $0.clamped(to: own) }.filter { !$0.isEmpty }
            return .string(
                hide(hidden.map { $0.lowerBound - own.lowerBound..<$0.upperBound - own.lowerBound }, in: text) { _ in
                    Secret.mask
                })
        }
    }

    private static func maskKey(_ key: Value, by known: Known) -> Value {
        guard case .string(let text) = key else { return key }
        return .string(hide(known.search.ranges(in: text, wholeValues: false), in: text) { _ in Secret.mask })
    }
}

extension String {
    fileprivate var trimmingBreaks: String {
        let isBreak = { (byte: UInt8) in byte == 10 || byte == 13 }
        guard utf8.first.map(isBreak) == true || utf8.last.map(isBreak) == true else { return self }
        let start = utf8.firstIndex { !isBreak($0) } ?? endIndex
        let end = utf8.lastIndex { !isBreak($0) }.map(utf8.index(after:)) ?? endIndex
        return String(self[start..<end])
    }
}
