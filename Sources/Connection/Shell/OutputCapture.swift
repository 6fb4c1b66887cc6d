import ModuleKit

/// Keeps the head and the tail of a stream of unknown length, in bounded memory.
struct OutputCapture {
    /// How many bytes of a stream are kept at its beginning and at its end.
    struct Limits: Hashable, Sendable {
        var head: Int
        var tail: Int

        static let standard = Limits(head: 8 << 20, tail: 8 << 20)
    }

    private let limits: Limits
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var omitted = 0

    init(_ limits: Limits = .standard) { self.limits = limits }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        let room = limits.head - head.count
        head.append(contentsOf: bytes.prefix(room))
        guard bytes.count > room else { return }
        tail.append(contentsOf: bytes.dropFirst(room))
        // Trimmed only when twice too long, so that each byte is moved at most once.
        if tail.count > 2 * limits.tail { trim() }
    }

    private mutating func trim() {
        let surplus = tail.count - limits.tail
        guard surplus > 0 else { return }
        tail.removeFirst(surplus)
        omitted += surplus
    }

    /// Where something is left out, lines stay whole as far as they are short: half a line could be half a secret,
    /// which no mask knows.
    consuming func finish() -> CapturedOutput {
        trim()
        guard omitted > 0, limits.tail > 0 else { return CapturedOutput(head + tail, omitted: omitted) }
        let (kept, behind) = (head.wholeLines, tail.wholeLinesAtEnd)
        let left = omitted + head.count - kept.count + tail.count - behind.count
        return CapturedOutput(kept + behind, omitted: left, at: kept.count)
    }
}

extension [UInt8] {
    /// A line that is longer is cut.
    private static var longestLine: Int { 64 << 10 }

    fileprivate var wholeLines: ArraySlice<UInt8> {
        suffix(Self.longestLine).lastIndex(of: 10).map { self[...$0] } ?? self[...]
    }

    fileprivate var wholeLinesAtEnd: ArraySlice<UInt8> {
        prefix(Self.longestLine).firstIndex(of: 10).map { self[($0 + 1)...] } ?? self[...]
    }
}
