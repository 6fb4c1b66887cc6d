import ModuleKit
import Values

/// Makes a new file or directory with a name of its own.
struct TempFile: Module {
    static let doc = ModuleDoc(
        "tempfile", "Create a temporary file or directory.",
        returns: [ReturnValue("path", "The new file or directory; null in check mode.")] + .ofFile,
        examples: """
            - tempfile: { state: directory, suffix: .press }
              register: made
            - tempfile: { prefix: orchard-, path: /var/tmp }
            """)

    enum Kind: String, ArgumentChoice {
        case directory, file
    }

    @Argument("What to create.") var state: Kind = .file
    @Argument("The directory to create it in; by default the host's directory for temporary files.") var path:
        RemotePath?
    @Argument("Prefix of the name.") var prefix: String = "ansible."
    @Argument("Suffix of the name.") var suffix: String = ""

    func validate() throws(ModuleFailure) {
        guard prefix.contains("/") || suffix.contains("/") else { return }
        throw ModuleFailure("`prefix` and `suffix` are parts of a name and cannot contain a slash")
    }

    var probe: Probe<Void> { .nothing }

    func changes(from state: Void) -> [Change] {
        [Change("create a temporary \(self.state.rawValue)", steps: [.run(command)], touches: [], directory: path)]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Void>) -> ModuleFailure? {
        ModuleFailure("no temporary \(state.rawValue) could be created: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<Void>) -> ModuleResult {
        guard let output = applied.outputs.first else { return ["path": .null] }
        let made = RemotePath(String(hostBytes: output.standardOutput.bytes.dropLast()))
        return [
            "path": .string(made.text), "state": .string(state.rawValue),
            "mode": .string(state == .file ? "0600" : "0700"),
        ]
    }

    /// Not every mktemp(1) takes a suffix, so the name it makes is only used to make one that nobody has: mkdir(1),
    /// and the shell's `set -C`, fail if it exists.
    private var command: Command {
        let make = state == .file ? "(set -C; : > \"$made\")" : "mkdir \"$made\""
        let text = """
            umask 077; cd "${1:-${TMPDIR:-/tmp}}" || exit 1
            for try in 1 2 3 4 5; do
                random=$(od -An -N6 -tx1 /dev/urandom | tr -d ' \\n')
                made=$PWD/\(Shlex.quote(prefix))$random\(Shlex.quote(suffix))
                if \(make); then printf '%s\\n' "$made"; exit 0; fi
            done
            exit 1
            """
        return Command(.script(text, paths: path.map { [$0] } ?? []))
    }
}
