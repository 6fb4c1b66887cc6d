import ModuleKit

/// The frames of a job as one script for a shell of its own. What they take as raw input stands behind it in the same
/// file, which the shell never reads that far.
struct JobScript {
    let job: Job
    private(set) var text: [UInt8] = []
    private var inputs: [Frame.Upload.Piece] = []
    private var inputSize = 0

    init(_ job: Job) {
        self.job = job
        let frames = FrameLayout(job.steps, then: job.queries).frames
        let pieces = Set(frames.flatMap(\.pieces)).union([.core, .jobs])
        // In the order of declaration, so that the same job is the same text.
        for piece in PreludePiece.allCases where pieces.contains(piece) { text += piece.script }
        text += Array(Prelude.jobText.utf8)
        text += Array("sp_job_begin \"$0\" \"$1\" \"$2\"; sp_f=0\n".utf8)
        for (number, frame) in frames.enumerated() { add(frame, number) }
        text += Array("sp_job_end; exit 0\n".utf8)
    }

    /// Script and inputs.
    var upload: Frame.Upload { Frame.Upload([.bytes(text)] + inputs) }
    var size: Int { text.count + inputSize }

    /// What a failure in a frame is marked with.
    static func marker(of number: Int, in job: Job) -> String { "\(job.mark).\(number)." }

    private mutating func add(_ frame: Frame, _ number: Int) {
        let input = frame.upload.map { _ in "sp_job_input \(inputSize) | " } ?? ""
        let redirection = frame.upload == nil ? "</dev/null " : ""
        var lines = "sp_part \(number)\n"
        if frame.isStep { lines += "if [ \"$sp_f\" = 0 ]; then\n" }
        lines += "\(input)( sp_m=\(Self.marker(of: number, in: job))\n"
        text += Array(lines.utf8) + frame.script
        var end = "\n) \(redirection)>\"$sp_p.out\" 2>\"$sp_p.err\"\n"
        end += frame.isStep ? "sp_f=$?; sp_part_end \"$sp_f\"; else sp_part_end -; fi\n" : "sp_part_end $?\n"
        text += Array(end.utf8)
        add(frame.upload?.pieces ?? [])
    }

    private mutating func add(_ pieces: [Frame.Upload.Piece]) {
        inputs += pieces
        inputSize += pieces.reduce(0) { $0 + $1.size }
    }
}
