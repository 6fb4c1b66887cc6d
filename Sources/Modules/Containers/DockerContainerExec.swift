import ModuleKit
import Values

/// Runs a program in a container.
struct DockerContainerExec: Module {
    static let doc = ModuleDoc(
        "docker_container_exec", "Run a program in a container.", collection: "community.docker", checkMode: .skips,
        refused: DockerPatience.refused,
        returns: [
            ReturnValue("stdout", "What it printed.", only: "if it was waited for"),
            ReturnValue("stderr", "What it printed as errors.", only: "if it was waited for"),
            ReturnValue("rc", "Its exit code, which does not fail the task.", only: "if it was waited for"),
            ReturnValue("exec_id", "By which the engine knows it.", only: "if it was not waited for"),
            ReturnValue("actions", "What was done.", only: "if `debug` is set"),
        ],
        differences: "`stdin` needs socat or nc on the host, and the engine's own socket.",
        examples: """
            - name: Look at the plates
              community.docker.docker_container_exec: { container: press, command: "ls -l /plates", chdir: / }
            - docker_container_exec: { container: press, argv: [cat], stdin: "{{ plate }}", user: ink, env: { SHELF: "3" } }
            """)

    @Argument("The program and its arguments, as a list.") var argv: [String]?
    @Argument("The directory it starts in.") var chdir: String?
    @Argument("The program and its arguments, as a text that is split as a shell would.") var command: String?
    @Argument("The container.") var container: String
    @Argument("Do not wait for its end.") var detach: Bool = false
    @Argument("Further environment; values are texts.") var env: Mapping?
    @Argument("What it reads.") var stdin: String?
    @Argument("Add a line break to that.") var stdinAddNewline: Bool = true
    @Argument("Leave out line breaks at the end of what it printed.") var stripEmptyEnds: Bool = true
    @Argument("Give it a terminal.") var tty: Bool = false
    @Argument("User, with group: `name:group`.") var user: String?
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    static let rules: [ArgumentRule] = [.exactlyOne("argv", "command")]

    func validate() throws(ModuleFailure) {
        try address.validate()
        try DockerEngine.check("a container", container)
        guard !detach || stdin == nil else { throw ModuleFailure("a program that is not waited for reads no `stdin`") }
        for (name, value) in env ?? [:] where value.text == nil {
            throw ModuleFailure(
                "the environment variable \(name.requestText) is no text", hint: "put its value in quotes")
        }
        guard argv != nil || Shlex(command ?? "").unfinished == nil else {
            throw ModuleFailure("a quotation is not closed in the command: \(command ?? "")")
        }
    }

    var probe: Probe<Void> { .nothing }

    func changes(from state: Void) -> [Change] {
        let start: Value = ["Tty": .bool(tty), "Detach": .bool(detach)]
        var body: Mapping = [
            "User": .string(user ?? ""), "Privileged": false, "Tty": .bool(tty), "AttachStdin": .bool(stdin != nil),
            "AttachStdout": true, "AttachStderr": true, "Cmd": (words as [String]?).value ?? [],
        ]
        if let env { body["Env"] = .list(env.map { .string("\($0.key.requestText)=\($0.value.requestText)") }) }
        if let chdir { body["WorkingDir"] = .string(chdir) }
        let json = JSONWriter().write(.map(body))
        let words = [container, String(json.utf8.count), JSONWriter().write(start), stdin == nil ? "0" : "1"]
        var script = engine.script(DockerScript.exec, words, longer: 86_400)
        script.input = Array("\(json)\n\(input)".hostBytes)
        return [Change("run \(self.words.first ?? "") in \(container)", steps: [.run(script)])]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Void>) -> ModuleFailure? {
        .docker(output)
    }

    func result(_ applied: Applied<Void>) throws(ModuleFailure) -> ModuleResult {
        var result: ModuleResult = [:]
        guard let output = applied.outputs.first else { return result }
        let told = try DockerExecOutput(output, isRaw: tty)
        if detach {
            result["exec_id"] = .string(told.id)
        } else {
            result.merge(["stdout": .string(stripped(told.output)), "stderr": .string(stripped(told.errors))])
            result["rc"] = .int(told.code)
        }
        if patience.debug { result["actions"] = .list(applied.changes.map { .string($0.summary) }) }
        return result
    }

    private var engine: DockerEngine { DockerEngine(address, patience) }
    private var words: [String] { argv ?? Shlex(command ?? "").texts }
    private var input: String { stdin.map { stdinAddNewline ? "\($0)\n" : $0 } ?? "" }

    private func stripped(_ text: String) -> String {
        guard stripEmptyEnds else { return text }
        let end = text.unicodeScalars.lastIndex { $0 != "\n" && $0 != "\r" }
        return end.map { String(text.unicodeScalars[...$0]) } ?? ""
    }
}

/// What the three requests of one execution were answered: the id in a line, then the code, and the output behind its head.
private struct DockerExecOutput {
    let id: String
    let code: Int
    let output: String
    let errors: String

    init(_ told: CommandOutput, isRaw: Bool) throws(ModuleFailure) {
        let bytes = told.standardOutput.bytes
        let lines = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
        id = String(decoding: lines.first ?? [], as: UTF8.self)
        let tail = String(decoding: told.standardError.bytes, as: UTF8.self)
        code = tail.split(separator: "\n").last.flatMap { Int($0.dropFirst("exit code ".count)) } ?? 0
        let body = Array(lines.count > 1 ? lines[1] : [])
        let end = body.firstIndex(of: [13, 10, 13, 10]).map { $0 + 4 } ?? 0
        let streams = DockerStreams(Array(body[end...]))
        output = isRaw ? String(hostBytes: Array(body[end...])) : String(hostBytes: streams.output)
        errors = isRaw ? "" : String(hostBytes: streams.errors)
    }
}
