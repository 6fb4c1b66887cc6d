import ModuleKit

/// Reads the frames out of one stream of a shell: what stands between a frame's markers, and nothing else.
///
/// A stream holds, for each frame with marker `M`: noise, `\n<M\n`, optionally `\n!M\n` (ready for raw input),
/// the payload, `\n>M status\n`. Noise is text of login files or late output of background processes.
struct FrameReader {
    enum Event: Equatable {
        case began(Int)
        case ready(Int)
        case ended(Int, status: [UInt8], CapturedOutput)
    }

    struct Expected {
        var number: Int
        var marker: [UInt8]
        /// Whether the frame says, on this stream, that it is ready for raw input.
        var saysReady: Bool
        var limits: OutputCapture.Limits
    }

    private enum Phase {
        case before
        case inside(awaitsReady: Bool)
    }

    private var expected: [Expected] = []
    private var next = 0
    private var phase = Phase.before
    /// Of the frame that is being read. On its own, since what stands in an enumeration is copied to be changed, and this
    /// may hold megabytes.
    private var capture = OutputCapture()
    private var pending: ArraySlice<UInt8> = []

    mutating func expect(_ frame: Expected) { expected.append(frame) }

    mutating func receive(_ bytes: [UInt8]) -> [Event] {
        pending = pending.isEmpty ? bytes[...] : pending + bytes
        var events: [Event] = []
        while let event = advance() { events.append(event) }
        // Detached from the chunk it came in, of which only a few bytes are left.
        pending = ArraySlice(Array(pending))
        return events
    }

    /// What has come of the frame that is not yet at its end.
    var unfinished: CapturedOutput {
        guard case .inside = phase else { return CapturedOutput() }
        var all = capture
        all.append(pending)
        return all.finish()
    }

    private mutating func advance() -> Event? {
        guard next < expected.count else {
            pending = []
            return nil
        }
        let frame = expected[next]
        switch phase {
        case .before: return seekStart(of: frame)
        case .inside(let awaitsReady): return awaitsReady ? seekReady(of: frame) : seekEnd(of: frame)
        }
    }

    private mutating func seekStart(of frame: Expected) -> Event? {
        let start = mark("<", frame) + [newline]
        guard let position = pending.firstIndex(of: start, from: pending.startIndex) else {
            pending = pending.suffix(start.count - 1)
            return nil
        }
        pending = pending[(position + start.count)...]
        capture = OutputCapture(frame.limits)
        phase = .inside(awaitsReady: frame.saysReady)
        return .began(frame.number)
    }

    private mutating func seekReady(of frame: Expected) -> Event? {
        let ready = mark("!", frame) + [newline]
        // Behind the frame's end it would be no mark, however the bytes are cut.
        guard let position = pending.firstIndex(of: ready, from: pending.startIndex),
            pending[..<position].firstIndex(of: mark(">", frame), from: pending.startIndex) == nil
        else { return seekEnd(of: frame, awaitsReady: true) }
        pending = pending[(position + ready.count)...]
        phase = .inside(awaitsReady: false)
        return .ready(frame.number)
    }

    private mutating func seekEnd(of frame: Expected, awaitsReady: Bool = false) -> Event? {
        let end = mark(">", frame)
        guard let position = pending.firstIndex(of: end, from: pending.startIndex) else {
            // While the readiness mark may still come, nothing is let go: it must not be cut in two.
            if !awaitsReady {
                capture.append(pending.dropLast(end.count - 1))
                pending = pending.suffix(end.count - 1)
            }
            return nil
        }
        capture.append(pending[..<position])
        pending = pending[position...]
        let statusStart = position + end.count
        guard let lineEnd = pending[statusStart...].firstIndex(of: newline) else {
            phase = .inside(awaitsReady: false)
            return nil
        }
        let status = Array(pending[statusStart..<lineEnd])
        pending = pending[(lineEnd + 1)...]
        next += 1
        phase = .before
        let captured = capture.finish()
        capture = OutputCapture()
        return .ended(frame.number, status: status, captured)
    }

    private func mark(_ kind: Character, _ frame: Expected) -> [UInt8] {
        Array("\n\(kind)".utf8) + frame.marker
    }

    private let newline = UInt8(ascii: "\n")
}
