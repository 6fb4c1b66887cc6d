import ModuleKit
import Values

/// Runs a program and answers what it asks.
struct Expect: Module {
    static let doc = ModuleDoc(
        "expect", "Run a program and answer what it asks.", checkMode: .skips,
        returns: [
            ReturnValue("cmd", "The command."), ReturnValue("msg", "Why it was not run.", only: "if it was not run"),
        ]
            + .ofCommand,
        differences: """
            The host's program `expect` speaks with the command. It reads questions as advanced regular expressions of Tcl, \
            which most of Python's are; `(?i)` is known, look-behind is not.
            """,
        examples: """
            - name: Give the keeper a password
              expect:
                command: passwd keeper
                responses: { "(?i)password": "{{ keeper_password }}" }
            - expect:
                command: /opt/press/setup
                responses: { "Which barrel": [oak, ash], "Sure": y }
                timeout: 60
                creates: /etc/press.conf
            """)

    @ArgumentGroup var guards: CommandGuards
    @Argument("The command; no shell looks at it.") var command: String
    @Argument("Show the answers in the output.") var echo: Bool = false
    @Argument("Questions, and one answer each, or several for one time after the other.") var responses: Mapping
    @Argument("Seconds to wait for a question; null for no limit.") var timeout: Value = 30

    func validate() throws(ModuleFailure) {
        let line = Shlex(command)
        guard line.unfinished == nil, !line.texts.isEmpty else {
            throw ModuleFailure("not a command: \(command)", hint: "a quote may not be closed")
        }
        _ = try seconds
    }

    var touches: [Footprint] { guards.touches }
    var probe: Probe<Exemption?> { guards.probe }

    func changes(from exemption: Exemption?) throws(ModuleFailure) -> [Change] {
        exemption == nil ? [Change("run \(Shlex(command).texts[0])", steps: [.run(try call)])] : []
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Exemption?>)
        -> ModuleFailure?
    {
        guard output.exitCode == Self.noAnswer else { return nil }
        let report = CommandReport(output: output)
        let hint = "see `responses` and `timeout`"
        if output.standardError.text.contains("no expect") {
            return ModuleFailure("the host has no expect", output: output, hint: "install the package expect")
        }
        var failure = ModuleFailure("the command asked what has no answer, or took too long", hint: hint)
        failure.result = report.result
        failure.result.changed = true
        return failure
    }

    func result(_ applied: Applied<Exemption?>) throws(ModuleFailure) -> ModuleResult {
        let shown = Value.string(command)
        if let exemption = applied.before { return CommandReport.exempt(exemption, command: shown) }
        guard let output = applied.outputs.first else {
            return CommandReport.forecast(guarded: guards.isConditional, command: shown)
        }
        return try CommandReport(output: output).judged(adding: ["cmd": shown])
    }
}

extension Expect {
    /// The code of the script where it gave up.
    private static let noAnswer = 223
    private static let anyCase = "(?i)"

    private var seconds: Int {
        get throws(ModuleFailure) {
            if timeout.isNull { return -1 }
            guard let seconds = timeout.wholeNumber else {
                throw ModuleFailure("`timeout` must be a number of seconds")
            }
            return seconds
        }
    }

    /// Questions and answers go through the environment, for nobody else to see.
    private var call: Command {
        get throws(ModuleFailure) {
            var environment = [EnvironmentVariable("LC_ALL", "C.UTF-8")]
            for (index, (question, answer)) in responses.enumerated() {
                let isList = answer.list != nil
                let text = question.pythonText
                // expect looks for the plain words of a question first, and overlooks the flag.
                let ignoresCase = text.hasPrefix(Self.anyCase)
                environment += [
                    EnvironmentVariable("SWIFTPLAY_Q\(index)", ignoresCase ? String(text.dropFirst(4)) : text),
                    EnvironmentVariable("SWIFTPLAY_F\(index)", ignoresCase ? "1" : ""),
                ]
                environment.append(
                    EnvironmentVariable("SWIFTPLAY_N\(index)", isList ? String(answer.list?.count ?? 0) : ""))
                for (number, text) in (answer.list ?? [answer]).enumerated() {
                    environment.append(EnvironmentVariable("SWIFTPLAY_A\(index)_\(number)", text.pythonText))
                }
            }
            let script =
                #"command -v expect >/dev/null 2>&1 || { echo 'there is no expect' >&2; exit \#(Self.noAnswer); }"#
            let settings = [String(responses.count), String(try seconds), echo ? "1" : "0"]
            let words = ["/bin/sh", "-c", script + "\n" + #"exec expect -f - -- "$@""#, "sh"] + settings
            var command = Command(.arguments(words + Shlex(command).texts), environment: environment)
            command.workingDirectory = guards.chdir
            command.input = Array(Self.script.utf8)
            return command
        }
    }

    /// Its words are how many questions there are, the seconds, whether answers are shown, and the command.
    private static let script = #"""
        log_user 0
        set count [lindex $argv 0]
        set timeout [lindex $argv 1]
        set shows [lindex $argv 2]
        match_max 1000000
        for {set i 0} {$i < $count} {incr i} { set next($i) 0 }
        # What is told here is none of the command's business.
        foreach {name value} [array get env SWIFTPLAY_*] { set told($name) $value; unset env($name) }
        if {$shows} { eval spawn -noecho [lrange $argv 3 end] } else {
            set stty_init "sane -echo"
            eval spawn -noecho [lrange $argv 3 end]
        }
        set clauses [list]
        for {set i 0} {$i < $count} {incr i} {
            if {$told(SWIFTPLAY_F$i) ne ""} { lappend clauses -nocase }
            lappend clauses -re $told(SWIFTPLAY_Q$i) "answer $i; exp_continue"
        }
        lappend clauses eof { show $expect_out(buffer) } timeout {
            if {[info exists expect_out(buffer)]} { show $expect_out(buffer) }
            exit 223
        }
        proc show {text} { puts -nonewline [string map [list "\r\n" "\n"] $text] }
        proc answer {i} {
            global told next expect_out
            show $expect_out(buffer)
            set n $told(SWIFTPLAY_N$i)
            set place $next($i)
            if {$n ne "" && $place >= $n} { exit 223 }
            if {$n ne ""} { incr next($i) } else { set place 0 }
            send -- "$told(SWIFTPLAY_A${i}_$place)\r"
        }
        eval expect $clauses
        foreach {pid id fault code} [wait] break
        exit $code
        """#
}
