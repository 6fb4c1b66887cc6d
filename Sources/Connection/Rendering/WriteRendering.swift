import ModuleKit
import Values

/// Files made or replaced in one rename.
enum WriteRendering {
    static func write(_ write: FileWrite) -> RenderedStep {
        let setting = setting(write)
        switch write.content.source {
        case .bytes(let bytes) where bytes.count <= CommandRendering.largestInline:
            return rendered(Frame("\(setting)\nsp_put \(ShellText.printing(bytes))\(telling)", needs: [.writing]))
        case .bytes(let bytes): return upload(.bytes(bytes), setting, size: bytes.count)
        case .controllerFile(let path):
            return upload(.controllerFile(path: path, size: write.content.size), setting, size: write.content.size)
        }
    }

    static func copy(_ source: RemotePath, _ target: FileWrite.Target) -> RenderedStep {
        let text: ShellText = """
            \(setting(target, size: 0, nil))
            sp_put_copy \(source)\(telling)
            """
        return rendered(Frame(text, needs: [.writing]))
    }

    static func output(of command: Command, _ target: FileWrite.Target) -> RenderedStep {
        let text: ShellText = """
            \(setting(target, size: 0, nil))
            sp_program() { \(CommandRendering.part(command)); }
            sp_put_output\(telling)
            """
        var frame = Frame(text, needs: [.writing] + CommandRendering.pieces(command))
        frame.timeout = command.timeout
        return RenderedStep(frame) { reply in
            let isOfProgram = reply.status != 0 && HostFailure.reported(in: reply) == nil
            // What it has printed may be secret.
            return isOfProgram
                ? .ran(
                    CommandOutput(exitCode: reply.status ?? -1, standardError: reply.errors, timedOut: reply.timedOut))
                : outcome(reply)
        }
    }

    private static let telling: ShellText = "\nprintf '%s\\0%s\\0' \"$sp_kept\" \"$sp_lost\""

    private static func upload(_ upload: Frame.Upload, _ setting: ShellText, size: Int) -> RenderedStep {
        let text: ShellText = """
            \(setting)
            sp_incoming() { sp_go >&3; sp_receive \(size); }
            sp_need head; sp_put sp_incoming 3>&1\(telling)
            """
        var frame = Frame(text, needs: [.writing])
        frame.upload = upload
        return rendered(frame)
    }

    private static func rendered(_ frame: Frame) -> RenderedStep {
        RenderedStep(frame, read: outcome)
    }

    @Sendable static func outcome(_ reply: FrameReply) -> StepOutcome {
        if let failure = RenderedStep.failure(reply) { return .failed(failure) }
        let records = reply.output.bytes.records.map { String(hostBytes: $0) }
        let (kept, lost) = (records.first ?? "", records.dropFirst().first ?? "")
        return written(kept: kept, lost: lost)
    }

    static func written(kept: String = "", lost: String) -> StepOutcome {
        .written(backup: kept.isEmpty ? nil : RemotePath(kept), lost: lost.isEmpty ? nil : lost.trimmed)
    }

    static func setting(_ write: FileWrite) -> ShellText {
        setting(write.target, size: write.content.size, (algorithm: .sha1, hex: write.content.sha1))
    }

    /// The variables that `sp_put` reads, and the function that validates.
    static func setting(
        _ target: FileWrite.Target, size: Int, _ digest: (algorithm: DigestAlgorithm, hex: String)?
    ) -> ShellText {
        let algorithm = digest?.algorithm.rawValue ?? ""
        return """
            \(StepRendering.assignments(target.path, target.attributes)) k=\(target.basis?.words ?? "") b=\(target.backup ? 1 : 0) \
            i=\(target.inPlace ? 1 : 0) a=\(algorithm) d=\(digest?.hex ?? "") n=\(size)
            \(validation(target.validate))
            """
    }

    /// The command's words are split as Ansible does; no shell looks at them.
    private static func validation(_ command: String?) -> ShellText {
        guard let command else { return "sp_cmd=" }
        let words = Shlex(command).texts.map { validationWord($0) }
        let joined = words.dropFirst().reduce(words.first ?? "") { $0 + " " + $1 }
        return "sp_cmd=\(command); sp_check() { \(joined) >&2; }"
    }

    private static func validationWord(_ word: String) -> ShellText {
        guard let mark = word.range(ofFirst: "%s") else { return "\(word)" }
        return "\(String(word[..<mark.lowerBound]))\"$sp_file\"\(String(word[mark.upperBound...]))"
    }
}

extension FileBasis {
    /// As `sp_unchanged` compares it.
    fileprivate var words: String {
        switch self {
        case .nothing: "-"
        case .identity(let identity): identity
        case .sha1(let digest): "sha1:\(digest)"
        }
    }
}

extension String {
    func range(ofFirst part: String) -> Range<String.Index>? { ranges(of: part).first }
}
