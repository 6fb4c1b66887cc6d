import ModuleKit
import Transport
import Values

/// The frames of one run: what is still to be sent, what has come back, which clock runs.
struct FrameRun {
    private let frames: [Frame]
    private let firstNumber: Int
    let greets: Bool
    private(set) var replies: [FrameReply?]
    private(set) var times: [(began: Double, ended: Double)]
    private(set) var processGroup: Int?
    private(set) var outgoing: ArraySlice<UInt8> = []
    private(set) var hasSent = false
    /// When the frame that runs is out of time, and when it has been silent for too long.
    private var deadline: ContinuousClock.Instant?
    private var silenceEnds: ContinuousClock.Instant?
    /// When the shell must have greeted.
    private let greetsBy: ContinuousClock.Instant
    private var begun = false
    private var nextToSend = 0
    private var finished = 0
    /// The frame whose raw input keeps all later frames back.
    private var uploading: Int?
    private var upload: UploadReader?
    private var running: Int?
    private var words: [UInt8] = []
    private var greeted: Bool

    /// - Parameter patience: For the greeting, where there is one.
    init(_ frames: [Frame], firstNumber: Int, greets: Bool, patience: Duration) {
        greetsBy = .now + patience
        self.frames = frames
        self.firstNumber = firstNumber
        self.greets = greets
        greeted = !greets
        replies = Array(repeating: nil, count: frames.count)
        times = Array(repeating: (0, 0), count: frames.count)
    }

    var isFinished: Bool { greeted && finished == frames.count }
    var lastWords: String { String(hostBytes: words).trimmed }

    /// When to look at the clock at the latest.
    var nextLook: ContinuousClock.Instant? {
        greeted ? [deadline, silenceEnds].compactMap { $0 }.min() : greetsBy
    }

    /// Whether the shell has not greeted in time, whatever else it says.
    var isMute: Bool { !greeted && ContinuousClock.now >= greetsBy }

    /// The frame that runs beyond its time.
    var overdueFrame: Int? {
        guard let nextLook, ContinuousClock.now >= nextLook else { return nil }
        return running
    }

    /// Something has come or gone.
    mutating func sign() {
        guard let running, let patience = frames[running].patience else { return }
        silenceEnds = .now + .seconds(patience)
    }

    /// Frames are numbered from `firstNumber`; the greeting, where there is one, comes first.
    private func number(of frame: Int) -> Int { firstNumber + frame + (greets ? 1 : 0) }
    private func frame(numbered number: Int) -> Int { number - firstNumber - (greets ? 1 : 0) }

    /// Puts into ``outgoing`` what may be sent now.
    mutating func fill(_ framing: inout ShellFraming, sent: inout Set<PreludePiece>) {
        guard outgoing.isEmpty else { return }
        if let chunk = upload?.next() {
            outgoing = chunk[...]
            return
        }
        guard uploading == nil else { return }
        if !begun { begin(&framing, &sent) }
        while nextToSend < frames.count, uploading == nil { send(nextToSend, &framing, &sent) }
    }

    private mutating func begin(_ framing: inout ShellFraming, _ sent: inout Set<PreludePiece>) {
        begun = true
        if greets {
            framing.expect(firstNumber)
            sent.insert(.core)
            outgoing += PreludePiece.core.script + Frame.greeting.text(marker: framing.marker(of: firstNumber))
        }
        outgoing += Array("sp_f=0\n".utf8)
    }

    private mutating func send(_ index: Int, _ framing: inout ShellFraming, _ sent: inout Set<PreludePiece>) {
        let frame = frames[index]
        for piece in frame.pieces where sent.insert(piece).inserted { outgoing += piece.script }
        let number = number(of: index)
        framing.expect(number, saysReady: frame.upload != nil, limits: frame.limits)
        outgoing += frame.text(marker: framing.marker(of: number))
        if frame.upload != nil { uploading = index }
        nextToSend += 1
    }

    /// So many bytes of ``outgoing`` have gone.
    mutating func sent(_ count: Int) {
        outgoing = outgoing.dropFirst(count)
        if count > 0 { hasSent = true }
    }

    mutating func take(_ event: ShellFraming.Event) {
        switch event {
        case .began(let number): begin(frame(numbered: number))
        case .ready(let number): upload = frames[frame(numbered: number)].upload.map(UploadReader.init)
        case .finished(let number, let reply): finish(frame(numbered: number), reply)
        }
    }

    private mutating func begin(_ index: Int) {
        guard index >= 0 else { return }
        times[index].began = Clock.now
        running = index
        deadline = frames[index].timeout.map { ContinuousClock.now + .seconds($0) }
        silenceEnds = nil
        sign()
    }

    private mutating func finish(_ index: Int, _ reply: FrameReply) {
        guard index >= 0 else {
            greeted = true
            processGroup = Int(String(hostBytes: reply.output.bytes).trimmed) ?? 0
            return
        }
        times[index].ended = Clock.now
        replies[index] = reply
        finished += 1
        if running == index { (running, deadline, silenceEnds) = (nil, nil, nil) }
        if uploading == index {
            uploading = nil
            upload = nil
        }
    }

    mutating func giveUp(_ index: Int, _ reply: FrameReply) {
        times[index].ended = Clock.now
        replies[index] = reply
    }

    /// Until the shell has greeted, whatever comes may be the reason why it does not.
    mutating func keepWords(of traffic: ChannelTraffic) {
        guard !greeted || traffic.isAtEnd, words.count < 4096 else { return }
        words += (traffic.output + traffic.errors).prefix(4096)
    }
}
