import ModuleKit
import Values

/// Manages jobs and variables of crontabs.
struct Cron: Module {
    enum Presence: String, ArgumentChoice {
        case present, absent
    }

    enum Nickname: String, ArgumentChoice {
        case reboot, yearly, annually, monthly, weekly, daily, hourly
    }

    static let doc = ModuleDoc(
        "cron", "Manage cron jobs.",
        returns: [
            ReturnValue("jobs", "The names of the jobs in the table."),
            ReturnValue("envs", "The variables in the table."),
            ReturnValue("cron_file", "The file.", only: "with `cron_file`"),
            ReturnValue("backup_file", "The backup.", only: "if one was made"),
        ],
        differences:
            "Arguments with line breaks are refused. A backup of a user's crontab is written to a new file in /tmp.",
        examples: """
            - cron: { name: count the crates, minute: "20", hour: "6,18", job: /srv/orchard/bin/count --quiet }
            - cron: { name: count the pears, state: absent }
            - cron: { name: open the gates, special_time: reboot, job: /srv/orchard/bin/open }
            - cron: { name: ORCHARD_HOME, env: true, job: /srv/orchard, insertafter: MAILTO }
            - cron: { name: press, weekday: "6", user: orchard, job: /srv/orchard/bin/press, cron_file: orchard }
            """)

    @Argument("The name that identifies the job, or the name of the variable.") var name: String
    @Argument("The command to run, or the value of the variable.", aliases: "value") var job: String?
    @Argument("Whether the job or variable should exist.") var state: Presence = .present
    @Argument("Owner of the crontab; with `cron_file`, the user that runs the job.") var user: String?
    @Argument("File to use instead of a user's crontab; a relative path is relative to /etc/cron.d.") var cronFile:
        RemotePath?
    @Argument("Keep a backup of the old crontab.") var backup: Bool = false
    @Argument("Minute, in cron syntax.") var minute: String = "*"
    @Argument("Hour, in cron syntax.") var hour: String = "*"
    @Argument("Day of the month, in cron syntax.", aliases: "dom") var day: String = "*"
    @Argument("Month, in cron syntax.") var month: String = "*"
    @Argument("Day of the week, in cron syntax.", aliases: "dow") var weekday: String = "*"
    @Argument("Nickname such as reboot or daily, instead of the time fields.") var specialTime: Nickname?
    @Argument("Keep the job in the crontab, commented out.") var disabled: Bool = false
    @Argument("Manage a variable of the crontab instead of a job.") var env: Bool = false
    @Argument("Variable after which to insert a new one.") var insertafter: String?
    @Argument("Variable before which to insert a new one.") var insertbefore: String?

    static let rules: [ArgumentRule] = [
        .required("job", when: "state", is: "present"),
        .exclusive("insertafter", "insertbefore"),
        .only("insertafter", when: "env", is: "true"),
        .only("insertbefore", when: "env", is: "true"),
    ]

    func validate() throws(ModuleFailure) {
        try checkLines()
        try checkTimes()
        if cronFile != nil, user == nil, state == .present {
            throw ModuleFailure("`cron_file` requires `user`, because such a file names the user of each job")
        }
        if path?.text == "/etc/crontab" { throw ModuleFailure("\(MatchedPhrase.systemCrontab)") }
        if let user { try AccountName.check(user, what: "user") }
        if env, name.isEmpty || name.contains(where: { $0 == "=" || $0.isWhitespace }) {
            throw ModuleFailure("not a variable name: \(name)")
        }
    }

    var touches: [Footprint] { [path.map(Footprint.path) ?? kept] }

    var probe: Probe<CronHost> {
        if let path {
            return TextFile.probe(path, creates: false).map { file in
                CronHost(text: file.exists ? String(hostBytes: file.bytes) : nil, file: file)
            }
        }
        return crontab.probe.map { CronHost(text: $0) }
    }

    func changes(from host: CronHost) throws(ModuleFailure) -> [Change] {
        let before = Crontab(host.text ?? "")
        let after = try edited(before)
        guard after != before || !before.wasComplete else { return [] }
        let diff = Diff.contents(
            before: Array(before.text.hostBytes), after: Array(after.text.hostBytes),
            beforeHeader: path?.text ?? "crontab", afterHeader: path?.text ?? "crontab")
        return [
            Change(
                summary, diff: diff, steps: steps(host, after), touches: path == nil ? [kept] : nil,
                expects: path == nil ? crontab.becoming(after.text) : [:])
        ] + [attributesTold(host)].compactMap(\.self)
    }

    /// What the writing sets beside the contents.
    private func attributesTold(_ host: CronHost) -> Change? {
        guard let path, state == .present else { return nil }
        return host.file?.file.flatMap { AttributeDifference(Self.fileAttributes, of: $0).told(at: path) }
    }

    func result(_ applied: Applied<CronHost>) throws(ModuleFailure) -> ModuleResult {
        let after = try edited(Crontab(applied.before.text ?? ""))
        var result: ModuleResult = [
            "jobs": .list(after.jobNames.map(Value.string)), "envs": .list(after.variableNames.map(Value.string)),
        ]
        if let cronFile { result["cron_file"] = .string(cronFile.text) }
        let copied = backup && path == nil ? applied.outputs.first?.standardOutput.text.trimmed : nil
        if let kept = applied.backups.first?.text ?? copied, !kept.isEmpty { result["backup_file"] = .string(kept) }
        return result
    }
}

/// What `cron` must know of the host.
struct CronHost: Sendable {
    /// The crontab as it is; `nil` if there is none.
    var text: String?
    /// The file it is, unless crontab(1) keeps it.
    var file: TextFile?
}

extension Cron {
    private static let fileAttributes = WantedAttributes(mode: .exact(0o644))

    private var path: RemotePath? {
        cronFile.map { $0.text.hasPrefix("/") ? $0 : RemotePath("/etc/cron.d").appending($0.text) }
    }

    private var summary: String { "\(state == .present ? "set" : "remove") \(env ? "variable" : "job") \(name)" }

    private func edited(_ crontab: Crontab) throws(ModuleFailure) -> Crontab {
        var crontab = crontab
        switch (state, env) {
        case (.present, false): crontab.setJob(name, to: line)
        case (.absent, false): crontab.removeJob(name)
        case (.absent, true): crontab.removeVariable(name)
        case (.present, true):
            let neighbour = insertafter.map { (name: $0, after: true) } ?? insertbefore.map { (name: $0, after: false) }
            guard crontab.setVariable(name, to: job ?? "", beside: neighbour) else {
                throw ModuleFailure("the crontab has no variable \(neighbour?.name ?? "") to insert this one next to")
            }
        }
        return crontab
    }

    private var line: String {
        let times = specialTime.map { ["@\($0.rawValue)"] } ?? [minute, hour, day, month, weekday]
        let runner = cronFile == nil ? [] : [user ?? "root"]
        return (disabled ? "#" : "") + (times + runner + [job ?? ""]).joined(separator: " ")
    }

    private func steps(_ host: CronHost, _ after: Crontab) -> [Step] {
        guard let path else {
            let keeping = backup && host.text != nil ? [Step.run(copying(host.text ?? ""))] : []
            return keeping + [.run(installing(after.text, over: host.text))]
        }
        if after.isEmpty, state == .absent { return [.remove(path)] }
        let target = FileWrite.Target(
            host.file?.path ?? path, attributes: Self.fileAttributes.forNew(), backup: backup && host.text != nil)
        return [.write(FileWrite(.holding(Array(after.text.hostBytes)), to: target))]
    }
}

/// Calls of crontab(1), which lets only root name a user, even oneself.
extension Cron {
    /// The user's crontab; `nil` if there is none.
    private var crontab: HostFact<String?> {
        HostFact(call("-l"), reads: kept) { output throws(ModuleFailure) in
            guard output.exitCode <= 1 else {
                throw ModuleFailure("the crontab cannot be read: \(output.complaint)", output: output)
            }
            return output.exitCode == 0 ? output.standardOutput.text : nil
        }
    }

    private var kept: Footprint { .named("crontab") }

    /// Replaces the crontab if it is still the one that was read. Those who do so take turns by a lock on the home.
    private func installing(_ text: String, over old: String?) -> Command {
        let script = """
            user=$1 digest=$2 home=
            if [ -n "$user" ] && [ "$(id -un)" != "$user" ]; then
                home=$(getent passwd "$user" | cut -d: -f6); set -- -u "$user"
            else set --; fi
            { command exec 9<"${home:-$HOME}"; } 2>/dev/null && flock -w 10 9 2>/dev/null
            now=$(crontab "$@" -l 2>/dev/null | sha1sum) || now=
            case $now in "$digest "*) ;; *) echo 'the crontab was changed by another process meanwhile' >&2; exit 75 ;; esac
            exec crontab "$@" -
            """
        let digest = DigestAlgorithm.sha1.hexDigest(of: Array((old ?? "").hostBytes))
        var command = Command("/bin/sh", "-c", script, "sh", user ?? "", digest)
        command.input = Array(text.hostBytes)
        command.supersededCode = 75
        return command
    }

    private func call(_ argument: String) -> Command {
        guard let user else { return Command("crontab", argument) }
        // Root owns `/`: to see that takes no process.
        let script = #"if [ -O / ] || [ "$(id -un)" != "$1" ]; then exec crontab -u "$1" "$2"; fi; exec crontab "$2""#
        return Command("/bin/sh", "-c", script, "sh", user, argument)
    }

    private func copying(_ text: String) -> Command {
        let script = #"f=$(mktemp "${TMPDIR:-/tmp}/crontab.XXXXXX") && cat >"$f" && printf %s "$f""#
        return Command(.arguments(["/bin/sh", "-c", script]), input: Array(text.hostBytes))
    }
}

/// A crontab is lines: what holds a line break would become another job.
extension Cron {
    private func checkLines() throws(ModuleFailure) {
        let texts = [
            ("name", name), ("job", job ?? ""), ("insertafter", insertafter ?? ""),
            ("insertbefore", insertbefore ?? ""),
        ]
        for (argument, text) in texts
        where text.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" || $0.value == 0 }) {
            throw ModuleFailure(
                "`\(argument)` must not contain a line break", hint: "put several commands into a script and run that")
        }
        guard !name.trimmed.isEmpty else { throw ModuleFailure("`name` must not be empty") }
    }

    private func checkTimes() throws(ModuleFailure) {
        let fields = [("minute", minute), ("hour", hour), ("day", day), ("month", month), ("weekday", weekday)]
        if specialTime != nil, fields.contains(where: { $0.1 != "*" }) {
            throw ModuleFailure("\(MatchedPhrase.mutuallyExclusive): special_time and the time fields")
        }
        for (argument, text) in fields {
            guard text.consists(of: .letters, .digits, "*,/-~?#") else {
                throw ModuleFailure("`\(argument)` is not a cron time: \(text)")
            }
        }
    }
}
