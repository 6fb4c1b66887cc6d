import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct TimezoneTests {
    private static let zones = "/usr/share/zoneinfo"

    /// A host that keeps its time zone as one of a family does.
    private func host(_ family: String, _ files: [String: String] = [:], link: String? = nil) -> FakeHost {
        var world = FakeHostWorld()
        for zone in ["Etc/UTC", "Europe/Stockholm"] { world.files.put("\(Self.zones)/\(zone)", zone) }
        for (path, text) in files { world.files.put(path, text) }
        for folder in ["/etc/default", "/etc/conf.d", "/etc/sysconfig"] { world.files.makeDirectories(folder) }
        if let link { world.files.putLink("/etc/localtime", to: link) }
        world.files.put("/run/zone", "Etc/UTC")
        world.files.put("/run/rtc", "no")
        world.onRun { command, world in
            let words = command.line.split(separator: " ").map(String.init)
            switch words.first {
            case "timedatectl" where words[1] == "set-timezone": world.files.put("/run/zone", words[2])
            case "timedatectl": world.files.put("/run/rtc", words[2])
            case "setup-timezone":
                world.files.put("/etc/localtime", words[2])
            case "dpkg-reconfigure": break
            case "hwclock":
                world.files.put("/etc/adjtime", "0.0 0 0\n0\n\(words[2] == "--utc" ? "UTC" : "LOCAL")\n")
            default:
                guard command.line.contains("timedatectl") else { return nil }
                guard family == "systemd" else { return .saying(family + "\n") }
                let zone = world.files.text("/run/zone") ?? ""
                return .saying(
                    "systemd\n  Local time: Mon 2026\n   Time zone: \(zone) (UTC, +0000)\n  RTC in local TZ: \(world.files.text("/run/rtc") ?? "")\n"
                )
            }
            return CommandOutput(exitCode: 0)
        }
        return FakeHost(world)
    }

    private func trial(_ task: String, on host: FakeHost) async throws -> ContractTrial {
        try await hold(HostTask("timezone", task, changes: nil), on: host)
    }

    private func programs(_ host: FakeHost) -> [String] {
        host.steps.compactMap { if case .run(let command) = $0 { command.line } else { nil } }
    }

    @Test(
        "systemd is told only what differs",
        arguments: [
            ("{name: Europe/Stockholm}", ["timedatectl set-timezone Europe/Stockholm"]), ("{name: Etc/UTC}", []),
            ("{hwclock: UTC}", []), ("{name: Etc/UTC, rtc: local}", ["timedatectl set-local-rtc yes"]),
            (
                "{name: Europe/Stockholm, hwclock: local}",
                ["timedatectl set-timezone Europe/Stockholm", "timedatectl set-local-rtc yes"]
            ),
        ])
    func systemd(task: String, calls: [String]) async throws {
        let host = host("systemd")
        _ = try await trial(task, on: host)
        #expect(programs(host) == calls)
    }

    @Test func `Debian has a file and a link`() async throws {
        let host = host("debian", ["/etc/timezone": "Etc/UTC\n"], link: "\(Self.zones)/Etc/UTC")
        _ = try await trial("{name: Europe/Stockholm, hwclock: local}", on: host)
        #expect(host.files.text("/etc/timezone") == "Europe/Stockholm\n")
        #expect(host.files.text("/etc/localtime") == "Europe/Stockholm")
        #expect(host.files.text("/etc/default/rcS") == "UTC=no\n")
        #expect(
            programs(host) == ["dpkg-reconfigure --frontend noninteractive tzdata", "hwclock --systohc --localtime"])
    }

    @Test func `a link that disagrees with the file is mended`() async throws {
        let host = host("debian", ["/etc/timezone": "Europe/Stockholm\n"], link: "\(Self.zones)/Etc/UTC")
        let trial = try await trial("{name: Europe/Stockholm}", on: host)
        #expect(trial.real.changed && host.files.text("/etc/localtime") == "Europe/Stockholm")
    }

    @Test func `others keep a copy and a setting among others`() async throws {
        let clock = "UTC=\"true\"\nZONE=\"Etc/UTC\"\nARC=false\nZONE=x\n"
        let host = host("other", ["/etc/sysconfig/clock": clock, "/etc/localtime": "Etc/UTC"])
        _ = try await trial("{name: Europe/Stockholm}", on: host)
        #expect(host.files.text("/etc/localtime") == "Europe/Stockholm")
        #expect(host.files.text("/etc/sysconfig/clock") == "UTC=\"true\"\nZONE=\"Europe/Stockholm\"\nARC=false\n")
    }

    @Test func `Alpine has a program of its own`() async throws {
        let host = host("alpine", ["/etc/localtime": "Etc/UTC"])
        _ = try await trial("{name: Europe/Stockholm}", on: host)
        #expect(programs(host) == ["setup-timezone -z Europe/Stockholm"])
    }

    @Test(
        "zones that do not exist are refused",
        arguments: [
            ("{name: Europe/Nowhere}", "the host has no time zone Europe/Nowhere"),
            ("{name: ../../passwd}", "not a name of a time zone: ../../passwd"),
            ("{name: ''}", "not a name of a time zone: "),
        ])
    func refused(task: String, expected: String) {
        #expect(Trial.failure(Timezone.self, task) == expected)
    }
}
