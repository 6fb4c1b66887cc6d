import ModuleKit
import Values

/// Gives programs some of root's capabilities, and takes them away: capabilities(7).
struct Capabilities: Module {
    static let doc = ModuleDoc(
        "capabilities", "Manage the capabilities of programs.", collection: "community.general",
        returns: [
            ReturnValue("state", "The wanted state."),
            ReturnValue("msg", "What was done.", only: "if something changed"),
            ReturnValue("stdout", "What setcap printed.", only: "if something changed"),
        ],
        examples: """
            - name: Let the press serve port 80
              community.general.capabilities: { path: /opt/press/bin/press, capability: cap_net_bind_service+ep }
            - capabilities: { path: /opt/press/bin/press, capability: cap_net_bind_service, state: absent }
            """)

    @Argument("The program.", aliases: "key") var path: String
    @Argument("The capability, with its operator and flags (+ep) if it should be there.", aliases: "cap")
    var capability: String
    @Argument("Whether the program should have the capability.") var state: Presence = .present

    func validate() throws(ModuleFailure) {
        guard program.hasPrefix("/") else { throw ModuleFailure("`path` must be absolute: \(path)") }
        guard let wanted, state == .absent || !wanted.flags.isEmpty else {
            throw ModuleFailure("not a capability with its flags: \(capability)", hint: "write cap_net_admin+ep")
        }
    }

    var touches: [Footprint] { [.path(RemotePath(program))] }

    var probe: Probe<[Capability]> { known.probe }

    func changes(from known: [Capability]) throws(ModuleFailure) -> [Change] {
        guard let wanted else { return [] }
        let old = known.first { $0.name == wanted.name }
        let isRight = state == .present ? wanted.isMet(by: old) : old == nil
        guard !isRight else { return [] }
        let others = known.filter { $0.name != wanted.name }
        let after = others + (state == .present && wanted.sign != "-" ? [wanted.settled] : [])
        let text = { (list: [Capability]) in list.map(\.text).joined(separator: " ") }
        return [
            Change(
                "capabilities of \(path)", diff: .setting(path, before: text(known), after: text(after)),
                steps: [.run(Command("setcap", text(after), program))], touches: touches,
                expects: self.known.becoming(after) { Set($0) == Set(after) })
        ]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[Capability]>)
        -> ModuleFailure?
    {
        ModuleFailure("the capabilities of \(path) cannot be set: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<[Capability]>) -> ModuleResult {
        var result: ModuleResult = ["state": .string(state.rawValue)]
        guard applied.changed else { return result }
        result["msg"] = "the capabilities were changed"
        result["stdout"] = .string(applied.outputs.map(\.standardOutput.text).joined())
        return result
    }
}

/// What is asked.
extension Capabilities {
    private var program: String { path.trimmed }

    private var wanted: Capability? { Capability(capability) }

    private var known: HostFact<[Capability]> {
        let command = Command(.arguments(["getcap", "-v", program]), environment: [EnvironmentVariable("LC_ALL", "C")])
        return HostFact(command, reads: .path(RemotePath(program))) { [path, program] output throws(ModuleFailure) in
            let answer = output.standardOutput.text.trimmed
            guard output.exitCode == 0, output.standardError.text.isEmpty, !answer.hasSuffix(")") else {
                let reason = answer.hasSuffix(")") ? answer : output.complaint
                throw ModuleFailure("the capabilities of \(path) cannot be read: \(reason)", output: output)
            }
            return Capability.list(String(answer.dropFirst(program.count)))
        }
    }
}

/// One capability with what is done to its sets.
struct Capability: Sendable, Hashable {
    let name: String
    let sign: Character
    /// Of `e`, `i` and `p`, in this order.
    let flags: String

    private init(_ name: String, _ sign: Character, _ flags: String) {
        self.name = name
        self.sign = sign
        self.flags = String(Set(flags).sorted())
    }

    /// `cap_net_admin+ep`; a name alone has no flags.
    init?(_ text: String) {
        let text = text.trimmed.lowercased()
        let mark = text.firstIndex { "=-+".contains($0) } ?? text.endIndex
        let sign = mark == text.endIndex ? "=" : text[mark]
        self.init(String(text[..<mark]), sign, mark == text.endIndex ? "" : String(text[text.index(after: mark)...]))
        guard name.consists(of: .letters, .digits, "_"), flags.allSatisfy({ "eip".contains($0) }) else { return nil }
    }

    /// What getcap(8) prints: names that share their flags stand together, behind a `=` of its own in old versions.
    static func list(_ text: String) -> [Capability] {
        text.split(separator: " ").filter { $0 != "=" }.flatMap { group -> [Capability] in
            guard let last = Capability(String(group.split(separator: ",").last ?? "")) else { return [] }
            let names = group.split(separator: ",").dropLast().map { String($0).lowercased() } + [last.name]
            return names.map { Capability($0, "=", last.flags) }
        }
    }

    var text: String { name + String(sign) + flags }

    /// The same as getcap(8) shows it.
    var settled: Capability { Capability(name, "=", flags) }

    /// Whether what a file has is what this asks for.
    func isMet(by old: Capability?) -> Bool {
        sign == "-" ? Set(flags).isDisjoint(with: old?.flags ?? "") : old == settled
    }
}
