import ModuleKit

/// One piece of work for a persistent shell, answered as one ``FrameReply``.
struct Frame: Sendable {
    /// Raw bytes that the frame takes from the shell's own input, once it says that it is ready.
    struct Upload: Sendable, Hashable {
        enum Piece: Sendable, Hashable {
            case bytes([UInt8])
            case controllerFile(path: String, size: Int)

            var size: Int {
                switch self {
                case .bytes(let bytes): bytes.count
                case .controllerFile(_, let size): size
                }
            }
        }

        var pieces: [Piece]

        init(_ pieces: [Piece]) { self.pieces = pieces }

        static func bytes(_ bytes: [UInt8]) -> Upload { Upload([.bytes(bytes)]) }
        static func controllerFile(path: String, size: Int) -> Upload {
            Upload([.controllerFile(path: path, size: size)])
        }
    }

    /// Shell text; runs in a subshell with an empty input.
    var script: [UInt8]
    var pieces: [PreludePiece]
    var upload: Upload?
    /// Of a step: it is not run once an earlier one has failed.
    var isStep = false
    /// Seconds; the shell's whole process group is ended afterwards.
    var timeout: Double?
    /// Seconds of silence after which the same is done.
    var patience: Double?
    var limits = OutputCapture.Limits.standard

    init(_ script: ShellText, needs pieces: [PreludePiece] = []) {
        self.script = script.bytes
        self.pieces = pieces.flatMap(\.withFoundations)
    }

    /// The frame as sent: markers on both streams around the script.
    func text(marker: String) -> [UInt8] {
        let input = upload == nil ? "</dev/null" : ""
        let head = "sp_b \(marker)\n" + (isStep ? "if [ \"$sp_f\" = 0 ]; then " : "")
        let foot =
            isStep
            ? "; sp_f=$?; sp_e \(marker) \"$sp_f\"; else sp_e \(marker) -; fi\n"
            : "; sp_e \(marker) $?\n"
        return Array((head + "( sp_m=\(marker)\n").utf8) + script + Array("\n) \(input)\(foot)".utf8)
    }
}
