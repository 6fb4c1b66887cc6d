import ModuleKit
import Values

/// A step as a frame, and how to read what it brings.
struct RenderedStep: Sendable {
    let frame: Frame
    /// - Parameter reply: Of a frame that was run to its end.
    let read: @Sendable (FrameReply) -> StepOutcome

    init(_ frame: Frame, read: @escaping @Sendable (FrameReply) -> StepOutcome) {
        var step = frame
        step.isStep = true
        self.frame = step
        self.read = read
    }

    /// A step that ends well or with the words of a tool.
    init(_ script: ShellText, needs pieces: [PreludePiece]) {
        self.init(Frame(script, needs: pieces)) { Self.done($0) }
    }

    static func done(_ reply: FrameReply) -> StepOutcome {
        failure(reply).map { .failed($0) } ?? .done
    }

    static func failure(_ reply: FrameReply) -> StepFailure? {
        if let failure = HostFailure.reported(in: reply) { return failure }
        return reply.status == 0 ? nil : HostFailure.ofTool(reply)
    }
}

/// Each kind of step as shell text.
enum StepRendering {
    static func rendered(_ step: Step) -> RenderedStep {
        switch step {
        case .write(let write): WriteRendering.write(write)
        case .copy(let source, let target): WriteRendering.copy(source, target)
        case .writeOutput(let command, let target): WriteRendering.output(of: command, target)
        case .download(let download): HTTPRendering.download(download)
        case .remove(let path): RenderedStep("p=\(path); sp_remove", needs: [.writing])
        case .makeDirectory(let path, let attributes):
            RenderedStep("\(assignments(path, attributes)); sp_mkdir", needs: [.writing])
        case .link(let link): self.link(link)
        case .setAttributes(let path, let attributes, let follow):
            RenderedStep("\(assignments(path, attributes)); sp_set \(follow ? "" : "-h")", needs: [.writing])
        case .touch(let path, let accessed, let modified):
            RenderedStep("p=\(path); sp_touch \(word(accessed)) \(word(modified))", needs: [.writing])
        case .writeTree(let tree): TreeRendering.write(tree)
        case .run(let command): run(command)
        case .request(let request): HTTPRendering.request(request)
        case .wait(let condition): WaitRendering.wait(condition)
        case .job(let order): JobRendering.step(order)
        }
    }

    static func assignments(_ path: RemotePath, _ attributes: FileAttributes) -> ShellText {
        // A final slash would make the last component be taken for a directory's contents.
        let path = path.withoutTrailingSlashes
        return """
            p=\(path) o=\(attributes.owner ?? "") g=\(attributes.group ?? "") m=\(attributes.mode?.octal ?? "") \
            x=\(Nonce.make())
            """
    }

    private static func link(_ link: Link) -> RenderedStep {
        let flag = link.isSymbolic ? "-s" : ""
        let setting = assignments(link.path, FileAttributes())
        return RenderedStep("\(setting); sp_link \(flag) \(link.target)", needs: [.writing])
    }

    private static func run(_ command: Command) -> RenderedStep {
        RenderedStep(CommandRendering.frame(command, isStep: true)) { reply in
            if let code = command.supersededCode, reply.status == code { return .failed(.superseded(reply)) }
            return HostFailure.reported(in: reply).map { .failed($0.ofProgram) } ?? .ran(CommandOutput(reply))
        }
    }

    private static func word(_ time: FileTime) -> String {
        switch time {
        case .preserve: ""
        case .now: "now"
        case .at(let seconds): "@\(seconds)"
        }
    }
}

extension StepFailure {
    /// As the program itself tells it.
    fileprivate static func superseded(_ reply: FrameReply) -> StepFailure {
        StepFailure(.superseded, reply.errors.text.trimmed)
    }

    /// The same with the number of the operating system's error as the code of the program that could not be run.
    fileprivate var ofProgram: StepFailure {
        guard let code = [Kind.missingTool: 2, .tooLong: 7, .permission: 13][kind] else { return self }
        return StepFailure(kind, message, output: CommandOutput(exitCode: code))
    }
}
