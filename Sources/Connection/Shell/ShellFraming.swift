import ModuleKit

/// What one frame brought: both streams and how it ended.
struct FrameReply: Hashable, Sendable {
    var output: CapturedOutput
    var errors: CapturedOutput
    /// The exit code; `nil`: not run, because an earlier step failed.
    var status: Int?
    /// The frame's own, by which a function of the prelude marks a failure.
    var marker = ""
    /// The frame's time was over; what it had written until then.
    var timedOut = false
}

/// The frames of a persistent shell as a state machine: expectations and bytes go in, events come out.
struct ShellFraming {
    enum Event: Equatable {
        /// The host has begun with this frame.
        case began(Int)
        /// The host waits for the raw input of this frame.
        case ready(Int)
        case finished(Int, FrameReply)
    }

    private let nonce: String
    private var outputs = FrameReader()
    private var errors = FrameReader()
    private var halves: [Int: Half] = [:]

    private struct Half {
        var output: CapturedOutput?
        var errors: CapturedOutput?
        var status: [UInt8] = []
    }

    /// - Parameter nonce: Unguessable for the programs that the shell runs, and without a meaning to the shell.
    init(nonce: String) { self.nonce = nonce }

    /// The text that begins and ends the frame in both streams.
    func marker(of number: Int) -> String { "\(nonce).\(number)." }

    mutating func expect(_ number: Int, saysReady: Bool = false, limits: OutputCapture.Limits = .standard) {
        let marker = Array(marker(of: number).utf8)
        outputs.expect(.init(number: number, marker: marker, saysReady: saysReady, limits: limits))
        errors.expect(.init(number: number, marker: marker, saysReady: false, limits: .standard))
    }

    mutating func received(output: [UInt8]) -> [Event] {
        outputs.receive(output).compactMap { event in
            switch event {
            case .began(let number): return .began(number)
            case .ready(let number): return .ready(number)
            case .ended(let number, let status, let captured):
                halves[number, default: Half()].output = captured
                halves[number]?.status = status
                return finished(number)
            }
        }
    }

    mutating func received(errors bytes: [UInt8]) -> [Event] {
        errors.receive(bytes).compactMap { event in
            guard case .ended(let number, _, let captured) = event else { return nil }
            halves[number, default: Half()].errors = captured
            return finished(number)
        }
    }

    /// What has come of the frame that is running.
    var unfinished: FrameReply {
        // The status is the one timeout(1) gives.
        FrameReply(output: outputs.unfinished, errors: errors.unfinished, status: 124, timedOut: true)
    }

    private mutating func finished(_ number: Int) -> Event? {
        guard let half = halves[number], let output = half.output, let errors = half.errors else { return nil }
        halves[number] = nil
        let status = Int(String(decoding: half.status, as: UTF8.self).filter { $0 != " " })
        return .finished(number, FrameReply(output: output, errors: errors, status: status, marker: marker(of: number)))
    }
}
