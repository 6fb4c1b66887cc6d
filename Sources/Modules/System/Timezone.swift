import ModuleKit
import Values

/// Sets the time zone of a host, and what its hardware clock runs by.
struct Timezone: Module {
    enum Clock: String, ArgumentChoice {
        case local
        case utc = "UTC"
    }

    static let doc = ModuleDoc(
        "timezone", "Set the time zone.", collection: "community.general",
        returns: [ReturnValue("msg", "The programs that were run.", only: "if there are any")],
        differences: """
            Hosts without a running systemd are those of Debian, Alpine, Gentoo, Red Hat and SUSE; other systems than Linux \
            are not supported. `hwclock` is needed only for the argument of this name.
            """,
        examples: """
            - name: Let the press tell the time of the orchard
              community.general.timezone: { name: Europe/Stockholm }
            - timezone: { name: Etc/UTC, hwclock: UTC }
            """)

    @Argument("What the hardware clock runs by.", aliases: "rtc") var hwclock: Clock?
    @Argument("Name of the time zone, such as Europe/Stockholm.") var name: String?

    static let rules: [ArgumentRule] = [.atLeastOne("hwclock", "name")]

    func validate() throws(ModuleFailure) {
        guard let name else { return }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.consists(of: .letters, .digits, "_+-.") && $0 != ".." && $0 != "." }) else {
            throw ModuleFailure("not a name of a time zone: \(name)", hint: "see /usr/share/zoneinfo on the host")
        }
    }

    var touches: [Footprint] { TimezoneFacts.touched }

    var probe: Probe<TimezoneHost> {
        let known = Probe<RemoteFile?>.all(zoneFile, TimezoneFacts.clock.probe)
        return known.then { zone, clock throws(ModuleFailure) in
            if let name, zone?.kind != .regular {
                throw ModuleFailure("the host has no time zone \(name)", hint: "it may lack the package tzdata")
            }
            guard clock.family != .systemd else {
                return .known(TimezoneHost(clock: clock, name: clock.zone, hwclock: clock.hwclock))
            }
            return TimezoneFiles.probe(clock.family, sysconfig: clock.sysconfig).map {
                TimezoneHost(clock: clock, files: $0, wanted: name, hwclock: hwclock?.rawValue, zone: zone)
            }
        }
    }

    func changes(from host: TimezoneHost) throws(ModuleFailure) -> [Change] {
        var clock = host.clock
        var changes: [Change] = []
        if let name, host.name != name {
            clock.zone = name
            let diff = Diff.setting("name", before: host.name, after: name)
            changes.append(change("time zone \(name)", diff, setting(name, on: host), clock))
        }
        if let hwclock, host.hwclock != hwclock.rawValue {
            clock.hwclock = hwclock.rawValue
            let diff = Diff.setting("hwclock", before: host.hwclock, after: hwclock.rawValue)
            changes.append(change("hardware clock \(hwclock.rawValue)", diff, setting(hwclock, on: host), clock))
        }
        return changes
    }

    func result(_ applied: Applied<TimezoneHost>) -> ModuleResult {
        let lines = applied.changes.flatMap(\.steps).compactMap { step -> String? in
            guard case .run(let command) = step, case .arguments(let words) = command.form else { return nil }
            return "executed `\(words.joined(separator: " "))`"
        }
        return lines.isEmpty || applied.isCheckMode ? [:] : ["msg": .string(lines.joined(separator: "\n"))]
    }
}

/// What `timezone` must know of the host.
struct TimezoneHost: Sendable {
    var clock: TimezoneFacts
    /// Where there is no systemd.
    var files: TimezoneFiles?
    /// The time zone that is set; `nil` if none is, or different places say different things.
    var name: String?
    var hwclock: String?
}

/// What is done.
extension Timezone {
    private var zonePath: RemotePath { RemotePath("/usr/share/zoneinfo/\(name ?? "")") }

    private var zoneFile: Probe<RemoteFile?> {
        .asked(if: name != nil) { .file(zonePath, FileInterest(follow: true, digests: [.sha1])) }.map { $0 ?? nil }
    }

    private func change(_ summary: String, _ diff: Diff, _ steps: [Step], _ after: TimezoneFacts) -> Change {
        let expects = after.family == .systemd ? TimezoneFacts.clock.becoming(after) : [:]
        return Change(summary, diff: diff, steps: steps, touches: TimezoneFacts.touched, expects: expects)
    }

    private func setting(_ name: String, on host: TimezoneHost) -> [Step] {
        guard let files = host.files else { return [.run(Command("timedatectl", "set-timezone", name))] }
        let link = Step.link(Link(at: "/etc/localtime", to: zonePath.text))
        let programs: [Step] =
            switch host.clock.family {
            case .debian: [link, .run(Command("dpkg-reconfigure", "--frontend", "noninteractive", "tzdata"))]
            case .alpine: [.run(Command("setup-timezone", "-z", name))]
            case .systemd, .gentoo, .other: [.copy(from: zonePath, to: FileWrite.Target("/etc/localtime"))]
            }
        return [files.zone.setting(name)] + programs
    }

    private func setting(_ wanted: Clock, on host: TimezoneHost) -> [Step] {
        let isLocal = wanted == .local
        guard let files = host.files else {
            return [.run(Command("timedatectl", "set-local-rtc", isLocal ? "yes" : "no"))]
        }
        return [
            files.hwclock.setting(isLocal ? "no" : "yes"),
            .run(Command("hwclock", "--systohc", isLocal ? "--localtime" : "--utc")),
        ]
    }
}
