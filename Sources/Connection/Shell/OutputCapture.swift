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

    consuming func finish() -> CapturedOutput {
        trim()
        return CapturedOutput(head + tail, omitted: omitted)
    }
}
