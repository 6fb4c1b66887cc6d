import Transport
import Values

/// One persistent shell on a host: takes frames, gives their replies.
///
/// Not for two callers at once; ``ShellConnection`` holds a lock around every run.
actor ShellSession {
    /// How a run of frames came to its end.
    enum Ending: Sendable {
        case complete
        /// A frame's time was over. The shell is still busy with it and must be given up.
        case timedOut
        /// The shell ended; its last words.
        case died(String)
        /// The shell has not taken up its work in time; what came in its place.
        case mute(String)
    }

    struct Run: Sendable {
        /// By the frame's place in the list; `nil` where none came.
        var replies: [FrameReply?]
        /// Seconds since 1970 when each frame was seen to begin and to end.
        var times: [(began: Double, ended: Double)]
        var ending: Ending
    }

    private let channel: any ShellChannel
    private var framing: ShellFraming
    private var sent: Set<PreludePiece> = []
    private var nextNumber = 0
    /// The process group of the shell and all it runs; known after the greeting.
    private(set) var processGroup: Int?
    private(set) var isUsable = true

    /// How long the shell may take until it works.
    private let patience: Duration

    init(_ channel: any ShellChannel, patience: Duration) {
        self.channel = channel
        self.patience = patience
        framing = ShellFraming(nonce: Nonce.make())
    }

    func run(_ frames: [Frame]) async throws(ConnectionError) -> Run {
        var work = FrameRun(frames, firstNumber: nextNumber, greets: processGroup == nil, patience: patience)
        nextNumber += frames.count + (work.greets ? 1 : 0)
        do {
            return try await drive(&work)
        } catch {
            isUsable = false
            throw work.hasSent ? error : error.beforeAnything
        }
    }

    private func drive(_ work: inout FrameRun) async throws(ConnectionError) -> Run {
        while !work.isFinished {
            work.fill(&framing, sent: &sent)
            let traffic = try await channel.pump(work.outgoing, until: work.nextLook)
            work.sent(traffic.sent)
            for event in framing.received(output: traffic.output) { work.take(event) }
            for event in framing.received(errors: traffic.errors) { work.take(event) }
            work.keepWords(of: traffic)
            if !traffic.isEmpty { work.sign() }
            if let group = work.processGroup { processGroup = group }
            if work.isFinished { break }
            if traffic.isAtEnd { return end(work, .died(work.lastWords)) }
            if work.isMute { return end(work, .mute(work.lastWords)) }
            if let frame = work.overdueFrame {
                work.giveUp(frame, framing.unfinished)
                return end(work, .timedOut)
            }
        }
        return end(work, .complete)
    }

    private func end(_ work: FrameRun, _ ending: Ending) -> Run {
        if case .complete = ending {} else { isUsable = false }
        return Run(replies: work.replies, times: work.times, ending: ending)
    }

    /// Ends the shell and waits until it is gone, for two seconds at most.
    func leave() async {
        let deadline = ContinuousClock.now + .seconds(2)
        var outgoing = Array("exit\n".utf8)[...]
        while let traffic = try? await channel.pump(outgoing, until: deadline), !traffic.isAtEnd, !traffic.isEmpty {
            outgoing = outgoing.dropFirst(traffic.sent)
        }
        await close()
    }

    func close() async {
        isUsable = false
        await channel.close()
    }
}

/// Text that a program on the host cannot guess.
enum Nonce {
    static func make() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }
}
