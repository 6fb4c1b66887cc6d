import ModuleKit
import Values

/// The frames of one run: what is still to be sent, what has come back, which clock runs.
struct FrameRun {
    private let frames: [Frame]
    private let firstNumber: Int
    let greets: Bool
    private(set) var replies: [FrameReply?]
    private(set) var times: [(began: Double, ended: Double)]
    private(set) var processGroup: Int?
    var outgoing: ArraySlice<UInt8> = []
    private(set) var deadline: ContinuousClock.Instant?
    private var begun = false
    private var nextToSend = 0
    private var finished = 0
    /// The frame whose raw input keeps all later frames back.
    private var uploading: Int?
    private var upload: UploadReader?
    private var running: Int?
    private var words: [UInt8] = []
    private var greeted: Bool

    init(_ frames: [Frame], firstNumber: Int, greets: Bool) {
        self.frames = frames
        self.firstNumber = firstNumber
        self.greets = greets
        greeted = !greets
        replies = Array(repeating: nil, count: frames.count)
        times = Array(repeating: (0, 0), count: frames.count)
    }

    var isFinished: Bool { greeted && finished == frames.count }
    var lastWords: String { String(hostBytes: words).trimmed }

    /// The frame that runs beyond its time, if its clock is the one that ``deadline`` shows.
    var overdueFrame: Int? {
        guard let deadline, ContinuousClock.now >= deadline else { return nil }
        return running
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
        if running == index { deadline = nil }
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
