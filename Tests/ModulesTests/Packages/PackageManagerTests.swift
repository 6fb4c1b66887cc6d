import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// The package managers beside APT.
@Suite struct PackageManagerTests {
    /// What dnf 4.14 prints, with wide and narrow names.
    static let dnf4 = """
        Last metadata expiration check: 0:00:01 ago on Mon Nov 30 19:28:35 2026.
        Dependencies resolved.
        ==========================================================================================================
         Package                                                                      Arch    Version
                                                                                                    Repo      Size
        ==========================================================================================================
        Installing:
         a-very-long-name-of-a-package-that-does-not-fit-into-one-column-of-a-table   noarch  1.0-1 orchard  5.6 k
         press                                                                        noarch  1:1.0-1 orchard  5.4 k
        Upgrading:
         cask
                                noarch  2.0-1 orchard  5.4 k
             replacing  keg.noarch 0.9-1
        Downgrading:
         barrel                                                                       noarch  1.0-1 orchard  5.4 k
        Removing:
         tub                                                                          x86_64  0:3-1 @orchard 5.4 k
        Removing unused dependencies:
         lid                                                                          noarch  4-1   @orchard 5.4 k
        Installing group/module packages:
         funnel                                                                       noarch  5-1   orchard  5.4 k
        Installing Groups:
         Cider Making

        Transaction Summary
        ==========================================================================================================
        Install  3 Packages
        Operation aborted.
        \u{1F}
        cask 1.0-1 noarch
        barrel 2.0-1 noarch
        package press is not installed
        """

    @Test func `the table of dnf is read`() throws {
        let plan = try #require(PackageTransaction(dnf: .saying(Self.dnf4, exitCode: 1)))
        let name = "a-very-long-name-of-a-package-that-does-not-fit-into-one-column-of-a-table"
        #expect(
            plan.rows == [
                PackageTransaction.Row(name: name, after: [name + "-1.0-1.noarch"]),
                PackageTransaction.Row(name: "press", after: ["press-1:1.0-1.noarch"]),
                PackageTransaction.Row(name: "cask", before: ["cask-1.0-1.noarch"], after: ["cask-2.0-1.noarch"]),
                PackageTransaction.Row(name: "barrel", before: ["barrel-2.0-1.noarch"], after: ["barrel-1.0-1.noarch"]),
                PackageTransaction.Row(name: "tub", before: ["tub-3-1.x86_64"]),
                PackageTransaction.Row(name: "lid", before: ["lid-4-1.noarch"]),
                PackageTransaction.Row(name: "funnel", after: ["funnel-5-1.noarch"]),
            ])
        #expect(plan.downgrades == ["barrel"])
        #expect(PackageTransaction(dnf: .saying("Nothing to do.\nComplete!\n\u{1F}\n"))?.isEmpty == true)
        #expect(PackageTransaction(dnf: .saying("No match for argument: x\n\u{1F}\n", exitCode: 1)) == nil)
    }

    @Test func `the table of dnf 5 is read`() throws {
        let text = """
            Package    Arch   Version   Repository      Size
            Upgrading:
             cask      noarch 2.0-1     orchard      0.0   B
               replacing cask noarch 1.0-1 orchard   0.0   B
            Installing dependencies:
             keg       noarch 0:1-1     orchard      0.0   B

            Transaction Summary:
             Upgrading: 1 package
            Operation aborted by the user.
            \u{1F}
            cask 1.0-1 noarch
            """
        let plan = try #require(PackageTransaction(dnf: .saying(text, exitCode: 1)))
        #expect(
            plan.rows == [
                PackageTransaction.Row(name: "cask", before: ["cask-1.0-1.noarch"], after: ["cask-2.0-1.noarch"]),
                PackageTransaction.Row(name: "keg", after: ["keg-1-1.noarch"]),
            ])
    }

    /// One package, `cask`, of which 1.0 may be there and 2.0 is to be had.
    private func dnfHost(_ installed: String) -> FakeHost {
        var world = FakeHostWorld()
        world.files.put("/run/cask", installed)
        world.facts = ["pkg_mgr": "dnf"]
        world.onRun { command, world in
            let line = command.line
            let old = world.files.text("/run/cask") ?? ""
            if line.contains("--whatprovides") {
                let spec = line.split(separator: " ").last ?? ""
                return old.isEmpty || (spec != "cask" && spec != "cask-\(old)")
                    ? .saying("", exitCode: 1) : .saying("cask-\(old)-1.noarch\n")
            }
            let goal = line.contains(" remove ") ? "" : line.contains("cask-1.0") ? "1.0" : "2.0"
            if line.contains("nope") { return .saying("No match for argument: nope\n\u{1F}\n", exitCode: 1) }
            let isUnneeded = line.contains("--assumeyes") || goal == old
            guard !isUnneeded else {
                world.files.put("/run/cask", goal)
                let change =
                    (old.isEmpty ? "" : "-cask-\(old)-1.noarch\n") + (goal.isEmpty ? "" : "+cask-\(goal)-1.noarch\n")
                return .saying("Complete!\n\u{1F}\n" + (goal == old ? "" : change))
            }
            let verb = goal.isEmpty ? "Removing" : old.isEmpty ? "Installing" : goal < old ? "Downgrading" : "Upgrading"
            let row = " cask noarch \(goal.isEmpty ? old : goal)-1 orchard 1 k\n"
            return .saying(
                "\(verb):\n\(row)\nTransaction Summary\n\u{1F}\ncask \(old)-1 noarch\n".replacing(
                    "cask -1", with: "no"),
                exitCode: 1)
        }
        return FakeHost(world)
    }

    @Test(
        "packages come and go by dnf",
        arguments: [
            ("", "name: cask", ["Installed: cask-2.0-1.noarch"]), ("1.0", "name: cask, state: installed", []),
            ("1.0", "name: cask, state: latest", ["Installed: cask-2.0-1.noarch", "Removed: cask-1.0-1.noarch"]),
            ("2.0", "name: cask, state: latest", []),
            ("2.0", "name: cask, state: absent", ["Removed: cask-2.0-1.noarch"]),
            ("", "name: cask, state: removed", []), ("2.0", "name: cask-1.0", []),
            (
                "2.0", "name: cask-1.0, allow_downgrade: true",
                ["Installed: cask-1.0-1.noarch", "Removed: cask-2.0-1.noarch"]
            ),
            ("1.0", "name: '*', state: latest", ["Installed: cask-2.0-1.noarch", "Removed: cask-1.0-1.noarch"]),
        ])
    func dnf(installed: String, task: String, results: [String]) async throws {
        let trial = try await hold(HostTask("dnf", "{\(task)}", changes: !results.isEmpty), on: dnfHost(installed))
        #expect(trial.real.keys["results"] == .list(results.map(Value.string)))
        guard !task.contains("removed") && !task.contains("allow") && !task.contains("-1.0") else { return }
        let other = "{\(task.replacing("installed", with: "present"))}"
        let same = try await hold(HostTask("package", other, changes: !results.isEmpty), on: dnfHost(installed))
        #expect(same.real.keys["results"] == .list(results.map(Value.string)))
    }

    @Test func `what dnf has not is refused before anything is done`() async throws {
        let host = dnfHost("")
        let execution = try await run("dnf", "{name: [cask, nope]}", on: host)
        #expect(execution.failure?.message == "the package manager refused: No match for argument: nope")
        #expect(host.steps.isEmpty)
    }

    @Test(
        "calls of dnf",
        arguments: [
            (
                "{name: [a, 'b-1.0', '@Group'], enablerepo: [x, y], disable_gpg_check: true, nobest: true}",
                "--assumeyes --nobest --nogpgcheck --enablerepo=x --enablerepo=y install a b-1.0 @Group"
            ),
            (
                "{name: a, state: absent, autoremove: true}",
                "--assumeyes --setopt=clean_requirements_on_remove=True remove a"
            ),
            (
                "{name: a, state: latest, security: true, update_cache: true}",
                "--assumeyes --refresh upgrade --security a"
            ),
            (
                "{name: a, state: latest, installroot: /mnt}",
                "--assumeyes --installroot=/mnt --setopt=best=True install a"
            ),
            ("{autoremove: true}", "--assumeyes autoremove"),
        ])
    func calls(task: String, expected: String) throws {
        let isAbsent = task.contains("absent")
        let trial = try Trial(Dnf.self, task, [:]) { line in
            if line.contains("--whatprovides") {
                return .saying(isAbsent ? "a-1-1.noarch\n" : "", exitCode: isAbsent ? 0 : 1)
            }
            return .saying("Installing:\n a noarch 1-1 x 1 k\nTransaction Summary\n\u{1F}\n", exitCode: 1)
        }
        #expect(trial.commands.first?.hasSuffix("dnf5 dnf-3 dnf yum \(expected)") == true, "\(trial.commands)")
    }

    @Test(
        "arguments are refused that have no sense",
        arguments: [
            ("{name: -y}", "not a name of a package: -y"),
            ("{name: /tmp/a.rpm, state: absent}", "a package is removed by its name, and not by its file: /tmp/a.rpm"),
            ("{name: a, autoremove: true, state: latest}", "`autoremove` is for `state: absent`"),
        ])
    func refused(task: String, message: String) {
        #expect(Trial.failure(Dnf.self, task) == message)
    }

    @Test func `a host's own manager refuses arguments of others`() async throws {
        let execution = try await run("package", "{name: cask, extra_args: --x}", on: dnfHost(""))
        #expect(
            execution.failure?.message
                == "`extra_args` is for another package manager than this host's, which is DNF")
    }

    /// What zypper 1.14 prints.
    @Test func `the summary of zypper is read`() {
        let text = """
            <?xml version='1.0'?>
            <stream>
            <install-summary download-size="0" space-usage-diff="0" packages-to-change="3">
            <to-install>
            <solvable type="package" name="press" edition="1.0-1" arch="noarch" summary="t" repository="orchard"/>
            </to-install>
            <to-upgrade>
            <solvable type="package" name="cask" edition="2.0-1" arch="noarch" edition-old="1.0-1" arch-old="noarch" summary="t"/>
            </to-upgrade>
            <to-remove>
            <solvable type="package" name="tub" edition="3-1" arch="noarch" summary="t"/>
            </to-remove>
            </install-summary>
            </stream>
            """
        #expect(
            PackageTransaction(zypper: text).rows == [
                PackageTransaction.Row(name: "press", after: ["press-1.0-1.noarch"]),
                PackageTransaction.Row(name: "cask", before: ["cask-1.0-1.noarch"], after: ["cask-2.0-1.noarch"]),
                PackageTransaction.Row(name: "tub", before: ["tub-3-1.noarch"]),
            ])
    }

    @Test(
        "calls of zypper, pacman and apk",
        arguments: [
            (
                "zypper", "{name: [a, 'b>=2'], extra_args: '--from x', update_cache: true}",
                [
                    "zypper --quiet --non-interactive --xmlout refresh",
                    "zypper --quiet --non-interactive --xmlout install --type package --auto-agree-with-licenses --no-recommends --oldpackage --from x -- a b>=2",
                ]
            ),
            (
                "zypper", "{name: '*', state: dist-upgrade, allow_vendor_change: true}",
                [
                    "zypper --quiet --non-interactive --xmlout dist-upgrade --auto-agree-with-licenses --allow-vendor-change"
                ]
            ),
            (
                "pacman", "{name: a, extra_args: '--overwrite x'}",
                ["pacman --sync --needed --overwrite x a --noconfirm --noprogressbar"]
            ),
            (
                "pacman", "{upgrade: true, update_cache: true, force: true}",
                [
                    "pacman --sync --refresh --refresh --noconfirm --noprogressbar",
                    "pacman --sync --sysupgrade --quiet --noconfirm --noprogressbar",
                ]
            ),
            ("apk", "{name: a, state: latest, no_cache: true}", ["apk --no-cache add --upgrade a"]),
            ("apk", "{name: a, repository: [r]}", ["apk --repositories-file /dev/null --repository r add a"]),
            ("apk", "{upgrade: true, available: true}", ["apk upgrade --available"]),
        ])
    func others(module: String, task: String, expected: [String]) throws {
        let says = { (line: String) -> CommandOutput in
            if line.contains("whatprovides") || line.contains("--groups") || line.contains("info -e") {
                return .saying("", exitCode: 1)
            }
            let plan =
                "<to-install><solvable name=\"a\" edition=\"1\" arch=\"n\"/></to-install>\na 1\n(1/1) Installing a (1-r0)\n"
            return .saying(plan)
        }
        let commands =
            switch module {
            case "zypper": try Trial(Zypper.self, task, programs: says).commands
            case "pacman": try Trial(Pacman.self, task, programs: says).commands
            default: try Trial(Apk.self, task, programs: says).commands
            }
        #expect(commands.count == expected.count)
        for (command, end) in zip(commands, expected) { #expect(command.hasSuffix(end), "\(command)") }
    }

    @Test func `what apk and pacman would do is read`() throws {
        let apk = try ApkTool().plan(
            .saying("(1/3) Installing a (1-r0)\n(2/3) Upgrading b (1-r0 -> 2-r0)\n(3/3) Purging c (3-r0)\nOK: 7 MiB\n"))
        #expect(
            apk.rows == [
                PackageTransaction.Row(name: "a", after: ["a-1-r0"]),
                PackageTransaction.Row(name: "b", before: ["b-1-r0"], after: ["b-2-r0"]),
                PackageTransaction.Row(name: "c", before: ["c-3-r0"]),
            ])
        let pacman = try PacmanTool().plan(.saying("a 1-1\nb 2-1\nc 3-1\n\u{1F}\nb 1-1\nc 3-1\n"))
        #expect(
            pacman.rows == [
                PackageTransaction.Row(name: "a", after: ["a 1-1"]),
                PackageTransaction.Row(name: "b", before: ["b 1-1"], after: ["b 2-1"]),
                PackageTransaction.Row(name: "c", before: ["c 3-1"]),
            ])
    }
}

@Suite struct RpmKeyTests {
    private static let press = "2428DA8D861836B646E5EAC4E90D81026630765B"

    private func host(_ installed: String) -> FakeHost {
        var world = FakeHostWorld()
        world.files.put("/root/press.asc", SampleKeys.press)
        world.files.put("/run/keys", installed)
        world.onRun { command, world in
            switch command.line {
            case let line where line.hasPrefix("rpm -q gpg-pubkey"):
                let text = world.files.text("/run/keys") ?? ""
                return .saying(
                    text.isEmpty ? "package gpg-pubkey is not installed\n" : text, exitCode: text.isEmpty ? 1 : 0)
            case let line where line.contains("--import"): world.files.put("/run/keys", "6630765b\n")
            case "rpm --erase --allmatches gpg-pubkey-6630765b": world.files.put("/run/keys", "")
            default: return nil
            }
            return .saying("")
        }
        return FakeHost(world)
    }

    @Test(
        "keys come and go",
        arguments: [
            ("", "key: /root/press.asc", true), ("6630765b\n", "key: /root/press.asc", false),
            ("6630765b\n", "key: /root/press.asc, state: absent", true),
            ("6630765b\n", "key: '0x6630765B', state: absent", true), ("", "key: 6630765b, state: absent", false),
            ("6630765b\n", "key: \(press), state: absent", true),
            ("", "key: /root/press.asc, fingerprint: 2428 DA8D 8618 36B6 46E5 EAC4 E90D 8102 6630 765B", true),
        ])
    func keys(installed: String, task: String, changes: Bool) async throws {
        try await hold(HostTask("rpm_key", "{\(task)}", changes: changes), on: host(installed))
    }

    @Test func `another key than that of the fingerprint is refused`() async throws {
        let host = host("")
        let fingerprint = String(repeating: "A", count: 40)
        let execution = try await run("rpm_key", "{key: /root/press.asc, fingerprint: \(fingerprint)}", on: host)
        #expect(execution.failure?.message.contains("which is none of `fingerprint`") == true && host.steps.isEmpty)
    }
}
