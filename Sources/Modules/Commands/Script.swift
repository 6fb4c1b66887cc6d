import ModuleKit
import Values

/// Sends a script of the controller, runs it and removes it.
struct Script: Module {
    static let doc = ModuleDoc(
        "script", "Run a script from the controller on the host.", checkMode: .skips, traits: [.takesCommandLine],
        freeForm: "cmd",
        returns: [ReturnValue("cmd", "The call of the script.", only: "in check mode")] + .ofCommand,
        examples: """
            - script: files/measure.sh --rounds 3
            - script: { cmd: prepare_store.sh, creates: /srv/orchard/store }
            - script: { cmd: count.py, executable: python3 }
            """)

    @Argument("The script, by its path on the controller, and its arguments.", aliases: "_raw_params", "free_form")
    var cmd: ScriptCall?
    @ArgumentGroup var guards: CommandGuards
    @Argument("The program that runs the script, with its options.") var executable: String?
    @Argument("Whether a vaulted script is decrypted.") var decrypt: Bool = true

    var touches: [Footprint] { guards.touches + Footprint.named(in: cmd.map { [$0.arguments] } ?? []) }

    func validate() throws(ModuleFailure) { _ = try call }

    /// In bytes.
    private static let largest = 64 << 20

    private var call: ScriptCall {
        get throws(ModuleFailure) {
            guard let cmd else {
                throw ModuleFailure("\(MatchedPhrase.oneIsRequired): cmd, or the script behind `script:`")
            }
            return cmd
        }
    }

    var probe: Probe<Exemption?> { guards.probe }

    func changes(from exemption: Exemption?) throws(ModuleFailure) -> [Change] {
        guard exemption == nil else { return [] }
        let call = try call
        let script = try call.read(ControllerReading(decrypts: decrypt, heldUpTo: Self.largest))
        let command = Command(
            .shell(text(name: script.name, call.arguments), executable: nil), workingDirectory: guards.chdir,
            input: script.bytes)
        return [Change("run the script \(script.name)", steps: [.run(command)])]
    }

    /// The report judges the code, for its keys are part of the failure.
    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Exemption?>)
        -> ModuleFailure?
    {
        nil
    }

    func result(_ applied: Applied<Exemption?>) throws(ModuleFailure) -> ModuleResult {
        if let exemption = applied.before { return .skipped(exemption.match) }
        guard let output = applied.outputs.first else {
            return CommandReport.forecast(guarded: guards.isConditional, command: .string(try call.text))
        }
        let report = CommandReport(output: output, strips: false)
        if output.exitCode == 126, let complaint = try call.complaintOfSize {
            throw report.failure(complaint, report.result)
        }
        return try report.judged()
    }

    /// The script comes through standard input into a directory of its own, which goes when the shell ends; it is made
    /// where programs may be run.
    private func text(name: String, _ arguments: String) -> String {
        let file = "\"$swiftplay_dir\"/" + Shlex.quote(name)
        let program = executable.map { $0 + " " } ?? ""
        return """
            trap 'rm -rf "$swiftplay_dir"' EXIT
            trap 'exit 143' HUP INT TERM
            for swiftplay_tmp in "${TMPDIR:-/tmp}" /var/tmp "$HOME"; do
                swiftplay_dir=$(mktemp -d "$swiftplay_tmp/swiftplay.XXXXXXXX" 2>/dev/null) || continue
                (umask 077 && : > \(file) && chmod 700 \(file)) && [ -x \(file) ] && break
                rm -rf "$swiftplay_dir"; swiftplay_dir=
            done
            [ -n "$swiftplay_dir" ] || { echo "no script can be run from ${TMPDIR:-/tmp}, /var/tmp or $HOME: \
            they are not writable, or mounted with noexec" >&2; exit 1; }
            cat > \(file) || exit 1
            \(program)\(file) \(arguments) </dev/null
            """
    }
}

/// The free form of `script`: the first word names a file of the controller, the rest goes to the host's shell.
struct ScriptCall: ArgumentValue {
    let text: String
    let arguments: String
    private let file: ControllerFile

    static var typeName: String { "script and arguments" }

    /// What may be quoted otherwise than here is left for the task.
    static func namedFile(in text: String) -> (name: String, kind: ResourceKind)? {
        text.contains { "\\'\"".contains($0) } ? nil : (firstWord(of: text.trimmed).name, .files)
    }

    static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> ScriptCall {
        let text = try String.parse(value, resources).trimmed
        let (name, arguments) = firstWord(of: text)
        return ScriptCall(text: text, arguments: arguments, file: try ControllerFile.parse(.string(name), resources))
    }

    func read(_ reading: ControllerReading) throws(ModuleFailure) -> (name: String, bytes: [UInt8]) {
        guard case .file(let found) = try file.read(reading) else {
            throw ModuleFailure("\(file.name) is a directory, not a script")
        }
        guard let bytes = found.content.bytes else {
            throw ModuleFailure("\(file.name) is too large to be run as a script")
        }
        return (RemotePath(found.path).name, bytes)
    }

    /// What a program that cannot be run most likely stumbled over.
    var complaintOfSize: String? {
        let sizes = Shlex(arguments).texts.map(\.hostBytes.count)
        guard let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }), sizes[largest] > ArgumentLimit.usual
        else {
            return nil
        }
        return ArgumentLimit.complaint(of: "argument \(largest + 1) of \(file.name)", size: sizes[largest])
    }

    private static func firstWord(of text: String) -> (name: String, rest: String) {
        guard let quote = text.first, quote == "'" || quote == "\"",
            let end = text.dropFirst().firstIndex(of: quote)
        else {
            let name = text.prefix { !$0.isWhitespace }
            return (String(name), String(text.dropFirst(name.count)).trimmed)
        }
        let name = text[text.index(after: text.startIndex)..<end]
        return (String(name), String(text[text.index(after: end)...]).trimmed)
    }
}
