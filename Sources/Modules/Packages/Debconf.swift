import ModuleKit
import Values

/// Answers the questions of packages before these are asked.
struct Debconf: Module {
    enum Kind: String, ArgumentChoice {
        case boolean, error, multiselect, note, password, seen, select, string, text, title
    }

    static let doc = ModuleDoc(
        "debconf", "Answer questions of Debian packages in advance.",
        returns: [
            ReturnValue("current", "The answers of the package by their questions, or the one that was changed."),
            ReturnValue("previous", "The answer that was.", only: "if it was changed"),
            ReturnValue("msg", "What debconf-set-selections printed.", only: "if something was changed"),
        ],
        differences: """
            Passwords are compared without debconf-utils, and never shown.
            """,
        examples: """
            - name: Let the press speak Swedish
              debconf: { name: cider-press, question: cider-press/language, vtype: select, value: sv }
            - debconf: { name: cider-press, question: cider-press/fruits, vtype: multiselect, value: [apple, pear] }
            - debconf: { name: cider-press }
            """)

    @Argument("Name of the package.", aliases: "pkg") var name: String
    @Argument("The question.", aliases: "selection", "setting") var question: String?
    @Argument("Leave the question marked as not asked yet.") var unseen: Bool = false
    @Argument("The answer; a list for `multiselect`.", aliases: "answer") var value: Value?
    @Argument("What kind of question it is.") var vtype: Kind?

    static let rules: [ArgumentRule] = [
        .requires("question", "vtype", "value"), .requires("vtype", "question", "value"),
        .requires("value", "question", "vtype"),
    ]

    func validate() throws(ModuleFailure) {
        guard !name.isEmpty,
            [name, question ?? "x"].allSatisfy({ !$0.contains(where: \.isWhitespace) && !$0.hasPrefix("-") })
        else { throw ModuleFailure("`name` and `question` are single words") }
        if value?.map != nil || value?.list != nil && vtype != .multiselect {
            throw ModuleFailure("`value` must be a scalar, or for `multiselect` a list of such")
        }
        if let answer, answer.contains(where: \.isNewline) {
            throw ModuleFailure("`value` must not contain a line break")
        }
    }

    var touches: [Footprint] { [footprint, .path(Self.folder)] }

    var probe: Probe<DebconfAnswers> { answers.probe }

    func changes(from host: DebconfAnswers) throws(ModuleFailure) -> [Change] {
        guard let question, let answer, let vtype, !isRight(host) else { return [] }
        var command = Command(.arguments(["debconf-set-selections"] + (unseen ? ["-u"] : [])))
        command.input = "\(name) \(question) \(vtype.rawValue) \(answer)\n".hostBytes
        var after = host
        after.answers[question] = isPassword ? DebconfAnswers.omitted : answer
        if isPassword { after.password = answer }
        return [
            Change(
                "answer \(question)", diff: .setting(question, before: host.answers[question], after: shown),
                steps: [.run(command)], touches: touches, expects: answers.becoming(after))
        ]
    }

    func result(_ applied: Applied<DebconfAnswers>) -> ModuleResult {
        let before = applied.before
        guard applied.changed, let question else {
            let all = before.answers.sorted { $0.key < $1.key }.map { (Value.string($0.key), Value.string($0.value)) }
            return ["current": .map(Mapping(all)), "msg": ""]
        }
        return [
            "current": .map(Mapping([(.string(question), .string(shown))])),
            "previous": .map(Mapping([(.string(question), .string(before.answers[question] ?? ""))])),
            "msg": .string(applied.outputs.map(\.standardOutput.text).joined()),
        ]
    }
}

/// What debconf knows of one package.
struct DebconfAnswers: Sendable, Hashable {
    /// By their questions.
    var answers: [String: String] = [:]
    /// Of the question that is meant, if that is one for a password.
    var password: String?

    /// What stands for a password.
    static let omitted = "(password omitted)"
}

/// Asking and comparing.
extension Debconf {
    private static let folder = RemotePath("/var/cache/debconf")

    private var footprint: Footprint { .named("debconf of \(name)") }

    private var isPassword: Bool { vtype == .password }

    /// The answer as debconf writes it.
    private var answer: String? {
        guard let value else { return nil }
        if let list = value.list { return list.map(\.pythonText).joined(separator: ", ") }
        return vtype == .boolean ? value.pythonText.lowercased() : value.pythonText
    }

    private var shown: String { isPassword ? DebconfAnswers.omitted : answer ?? "" }

    private func isRight(_ host: DebconfAnswers) -> Bool {
        guard let question, let old = host.answers[question] else { return false }
        let parts = { (text: String) in text.split(separator: ",").map { String($0).trimmed }.sorted() }
        switch vtype {
        case .boolean: return old.lowercased() == answer
        case .password: return (host.password ?? "") == answer
        case .multiselect where value?.list != nil: return parts(old) == parts(answer ?? "")
        default: return old == answer
        }
    }

    private var answers: HostFact<DebconfAnswers> {
        let call = ["/bin/sh", "-c", Self.ask, "sh", name] + (isPassword ? [question ?? ""] : [])
        let command = Command(.arguments(call), environment: [EnvironmentVariable("LC_ALL", "C")])
        return HostFact(command, reads: footprint, .packages) { output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure("debconf does not tell its answers: \(output.complaint)", output: output)
            }
            return DebconfAnswers(output.standardOutput.text)
        }
    }

    /// The answers, and behind an empty line the password that is asked for.
    private static let ask = #"""
        debconf-show "$1" || exit
        [ $# -gt 1 ] || exit 0
        echo
        awk -v name="Name: $2" '
            $0 == name { found = 1 } /^$/ { found = 0 }
            found && sub(/^Value: /, "") { print; exit }' /var/cache/debconf/passwords.dat
        """#
}

extension DebconfAnswers {
    fileprivate init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let end = lines.firstIndex(of: "") ?? lines.endIndex
        for line in lines[..<end] {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { continue }
            let question = parts[0].drop { $0 == "*" || $0 == " " }
            answers[String(question)] = parts[1].trimmed
        }
        let rest = lines[end...].dropFirst()
        password = rest.first.flatMap { $0.isEmpty ? nil : String($0) }
    }
}
