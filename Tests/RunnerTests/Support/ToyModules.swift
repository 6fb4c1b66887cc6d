import ModuleKit
import Values

let toyCatalogue = Catalogue([
    ModuleEntry(ToyFile.self), ModuleEntry(ToyCommand.self), ModuleEntry(ToyFacts.self), ModuleEntry(ToyPing.self),
    ModuleEntry(ToyTemplate.self), ModuleEntry(ToySetting.self),
    ModuleEntry(ToyForeign.self),
])

/// A file with a text, a directory, or nothing at a path.
struct ToyFile: Module {
    enum Kind: String, ArgumentChoice { case file, directory, absent }

    static let doc = ModuleDoc("file", "A toy.", examples: "")
    @Argument("Where.") var path: RemotePath
    @Argument("What.") var state: Kind = .file
    @Argument("Text.") var content: String = ""
    init() {}

    var probe: Probe<(RemoteFile?, RemoteFile?)> {
        Probe<RemoteFile?>.file(path, FileInterest(contentsUpTo: 1000)).and(.file(path.parent))
    }

    func changes(from state: (RemoteFile?, RemoteFile?)) throws(ModuleFailure) -> [Change] {
        let (file, parent) = state
        if self.state != .absent, parent == nil { throw ModuleFailure("no directory \(path.parent)") }
        switch self.state {
        case .file: return file?.contents == bytes ? [] : [written(over: file)]
        case .directory:
            return file?.kind == .directory ? [] : [Change("made", steps: [.makeDirectory(path, FileAttributes())])]
        case .absent: return file == nil ? [] : [Change("removed", steps: [.remove(path)])]
        }
    }

    func result(_ applied: Applied<(RemoteFile?, RemoteFile?)>) -> ModuleResult { ["path": .string(path.text)] }

    private var bytes: [UInt8] { Array(content.utf8) }

    private func written(over file: RemoteFile?) -> Change {
        Change(
            "written",
            diff: .contents(before: file?.contents, after: bytes, beforeHeader: path.text, afterHeader: path.text),
            steps: [.write(FileWrite(Content(bytes), to: FileWrite.Target(path)))])
    }
}

/// Runs a program that the fake host knows.
struct ToyCommand: Module {
    static let doc = ModuleDoc(
        "command", "A toy.", checkMode: .skips, traits: [.takesCommandLine], freeForm: "cmd", examples: "")
    @Argument("What.") var cmd: String
    @Argument("Not if this exists.") var creates: RemotePath?
    init() {}

    var touches: [Footprint] { Footprint.named(in: [cmd]) }

    var probe: Probe<RemoteFile?> { creates.map { .file($0) } ?? Probe([]) { _ in nil } }

    func changes(from file: RemoteFile?) -> [Change] {
        file == nil
            ? [Change("run", steps: [.run(Command(.arguments(cmd.split(separator: " ").map(String.init))))])] : []
    }

    func result(_ applied: Applied<RemoteFile?>) throws(ModuleFailure) -> ModuleResult {
        guard let output = applied.outputs.first else {
            return applied.changed && creates == nil ? .skipped("Not run.") : [:]
        }
        var text = output.standardOutput.text
        if text.hasSuffix("\n") { text.removeLast() }
        let told: ModuleResult = ["rc": .int(output.exitCode), "stdout": .string(text), "stderr": ""]
        guard output.exitCode == 0 else { throw ModuleFailure("ended with \(output.exitCode)", result: told) }
        return told
    }
}

/// A text that a tool keeps and no path tells of.
struct ToySetting: Module {
    static let doc = ModuleDoc("setting", "A toy.", examples: "")
    @Argument("The text, for a host that has none.") var text: String
    @Argument("Whether other hosts notice.") var isPublic: Bool = false
    init() {}

    private static let kept = HostFact(Command("read", "/toy/setting"), reads: .named("setting")) {
        $0.standardOutput.text
    }

    var touches: [Footprint] { [.named("setting")] + (isPublic ? [.network] : []) }

    var probe: Probe<String> { Self.kept.probe }

    func changes(from old: String) -> [Change] {
        guard old != text else { return [] }
        let step = Step.run(Command("append", "/toy/setting", text))
        return [Change("set", steps: [step], touches: touches, expects: Self.kept.becoming(text))]
    }

    func result(_ applied: Applied<String>) -> ModuleResult { [:] }
}

/// Written by others: it asks what it needs, and may do anything.
struct ToyForeign: Module {
    static let doc = ModuleDoc("foreign", "A toy.", traits: [.isUnpredictable], examples: "")
    init() {}

    var touches: [Footprint] { [.everything] }
    var probe: Probe<RemoteFile?> { .file(RemotePath("/")) }
    func changes(from state: RemoteFile?) -> [Change] { [Change("run", steps: [.run(Command("echo"))])] }
    func result(_ applied: Applied<RemoteFile?>) -> ModuleResult { [:] }
}

/// Brings facts of its own, and hands on to others as `service` does.
struct ToyFacts: Module {
    static let doc = ModuleDoc(
        "facts", "A toy.", traits: [.bringsFacts, .bringsFactsOfAnyName],
        handsOnTo: HandingOn(by: "service_mgr", of: .services, to: ["systemd": ["systemd"], "sysvinit": ["sysvinit"]]),
        examples: "")
    @ExtraArguments("Facts.") var facts: Mapping
    init() {}

    var probe: Probe<Void> { .nothing }
    func changes(from state: Void) -> [Change] { [] }
    func result(_ applied: Applied<Void>) -> ModuleResult { ModuleResult(facts: facts) }
}

/// Asks whether the host is there.
struct ToyPing: Module {
    static let doc = ModuleDoc("ping", "A toy.", examples: "")
    init() {}

    var probe: Probe<RemoteFile?> { .file(RemotePath("/")) }
    func changes(from state: RemoteFile?) -> [Change] { [] }
    func result(_ applied: Applied<RemoteFile?>) -> ModuleResult { ["ping": "pong"] }
}

/// Places a template of the controller.
struct ToyTemplate: Module {
    static let doc = ModuleDoc("template", "A toy.", searches: .templates, examples: "")
    @Argument("From.") var src: RenderedTemplate
    @Argument("To.") var dest: RemotePath
    init() {}

    var probe: Probe<RemoteFile?> { .file(dest, FileInterest(contentsUpTo: 1000)) }

    func changes(from file: RemoteFile?) throws(ModuleFailure) -> [Change] {
        let bytes = Array(try src.render(for: "", TemplateOptions()).text.utf8)
        guard file?.contents != bytes else { return [] }
        return [
            Change(
                "written",
                diff: .contents(before: file?.contents, after: bytes, beforeHeader: "", afterHeader: dest.text),
                steps: [.write(FileWrite(Content(bytes), to: FileWrite.Target(dest)))])
        ]
    }

    func result(_ applied: Applied<RemoteFile?>) -> ModuleResult { [:] }
}
