import Foundation
import Testing

/// What goes wrong between here and a host: each outcome is told for what it is, and nothing is lost.
@Suite(
    .enabled(if: Checkout.hasLab, "scripts/test starts hosts"), .serialized,
    .hosts(("fault-one", .plain), ("fault-two", .plain), ("fault-pw", .sudoPassword)), .timeLimit(.minutes(6)))
struct FaultTests {
    @Test func `a connection lost during a command leaves the outcome unknown, and other hosts continue`() async throws
    {
        let inventory = try TestInventory(["all_of_them": ["one": "fault-one", "two": "fault-two"]])
        let project = try Project([
            "site.yml": """
            - hosts: all
              gather_facts: false
              tasks:
                - name: takes its time
                  shell: sleep 7; touch /tmp/effect
                - name: comes after
                  command: /bin/true

            """
        ])
        defer {
            inventory.remove()
            project.remove()
        }
        let run = try Swiftplay.start(["run", project.path + "/site.yml", "-i", inventory.path])
        try await Lab.ssh("fault-one", Self.cut(whoRuns: "sleep 7"))
        let end = await run.finish()
        let report = Report(end.output)
        #expect(end.code == 4, "\(end.all)")
        #expect(end.output.contains("fatal: [one]: UNKNOWN!"), "\(end.output)")
        #expect(report.recap["one"]?["unknown"] == 1 && report.recap["one"]?["ok"] == 0, "\(end.output)")
        #expect(report.recap["two"]?["ok"] == 2, "\(end.output)")
    }

    @Test func `a copy whose connection is lost is checked again and completed`() async throws {
        let inventory = try TestInventory(["all_of_them": ["one": "fault-one"]])
        let project = try Project([
            "site.yml": """
            - hosts: all
              gather_facts: false
              become: true
              tasks:
                - copy: { src: big, dest: /srv/big, mode: "0640" }

            """
        ])
        defer {
            inventory.remove()
            project.remove()
        }
        let size = 400 << 20
        let big = project.path + "/big"
        _ = FileManager.default.createFile(atPath: big, contents: Data("begin".utf8))
        truncate(big, off_t(size))
        try await Lab.ssh("fault-one", "echo old > /srv/big")
        let run = try Swiftplay.start(["run", project.path + "/site.yml", "-i", inventory.path])
        try await Lab.ssh("fault-one", Self.cutOnceDataCame(to: "/srv"))
        let end = await run.finish()
        #expect(end.code == 0, "\(end.all)")
        #expect(end.output.contains("contact was lost during this task"), "\(end.output)")
        let root = try await Lab.root(of: "fault-one")
        let left = try FileManager.default.contentsOfDirectory(atPath: root + "/srv").sorted()
        #expect(left == ["big", "packages"])
        let attributes = try FileManager.default.attributesOfItem(atPath: root + "/srv/big")
        #expect(attributes[.size] as? Int == size && attributes[.posixPermissions] as? Int == 0o640)
        try await Lab.ssh("fault-one", "rm /srv/big")
    }

    /// Ends the process of sshd that the given command lives under, as soon as the command runs.
    private static func cut(whoRuns command: String) -> String {
        """
        n=0; until p=$(pgrep -xf '\(command)'); do n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.1; done
        until [ "$(cat /proc/$p/comm)" = sshd ]; do p=$(awk '/^PPid/ { print $2 }' /proc/$p/status); done
        kill -KILL $p
        """
    }

    /// Ends every session but the one that asks, as soon as a megabyte of a new file lies in the folder.
    private static func cutOnceDataCame(to folder: String) -> String {
        """
        n=0
        until find \(folder) -maxdepth 2 -name '*swiftplay*' -size +1000k | grep -q .; do
            n=$((n + 1)); [ $n -lt 300 ] || exit 1; sleep 0.05
        done
        p=$$; mine=
        while [ "$p" -gt 1 ]; do mine="$mine $p "; p=$(awk '/^PPid/ { print $2 }' /proc/$p/status); done
        for p in $(pgrep -xf 'sshd: appuser@notty.*'); do
            case $mine in *" $p "*) ;; *) kill -KILL $p ;; esac
        done
        """
    }

    @Test func `a host key that changed is refused with both fingerprints`() async throws {
        let (address, project) = (try Lab.address(of: "fault-one"), try Project([:]))
        defer { project.remove() }
        let key = project.path + "/key"
        let made = try await Program("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]).finish()
        #expect(made.code == 0)
        let stranger = try String(contentsOfFile: key + ".pub", encoding: .utf8).split(separator: " ")[0...1]
        try project.write("# keys\n\(address) \(stranger.joined(separator: " "))\n", to: "known_hosts")
        let shown = try await ping(knownHosts: project.path + "/known_hosts")
        #expect(shown.code == 4 && shown.output.contains("UNREACHABLE!"), "\(shown.all)")
        let root = try await Lab.root(of: "fault-one")
        for key in [key + ".pub", root + "/etc/ssh/ssh_host_ed25519_key.pub"] {
            let fingerprint = try await fingerprint(of: key)
            #expect(shown.output.contains(fingerprint), "no \(fingerprint) in \(shown.output)")
        }
        #expect(shown.output.contains("known_hosts:2"), "\(shown.output)")
    }

    @Test func `an unknown host key is refused with its fingerprint`() async throws {
        let project = try Project(["known_hosts": ""])
        defer { project.remove() }
        let shown = try await ping(knownHosts: project.path + "/known_hosts")
        #expect(shown.code == 4 && shown.output.contains("UNREACHABLE!"), "\(shown.all)")
        let root = try await Lab.root(of: "fault-one")
        let fingerprint = try await fingerprint(of: root + "/etc/ssh/ssh_host_ed25519_key.pub")
        #expect(shown.output.contains(fingerprint), "\(shown.output)")
        #expect(try String(contentsOfFile: project.path + "/known_hosts", encoding: .utf8).isEmpty)
    }

    private func ping(knownHosts: String) async throws -> Finished {
        let arguments = "-o UserKnownHostsFile=\(knownHosts) -o GlobalKnownHostsFile=/dev/null"
        let inventory = try TestInventory(
            ["all_of_them": ["one": "fault-one"]], variables: ["ansible_ssh_common_args": arguments])
        defer { inventory.remove() }
        let project = try Project(["site.yml": "- hosts: all\n  gather_facts: false\n  tasks: [ping: ]\n"])
        defer { project.remove() }
        return try await Swiftplay.run("run", project.path + "/site.yml", "-i", inventory.path)
    }

    private func fingerprint(of key: String) async throws -> String {
        let printed = try await Program("/usr/bin/ssh-keygen", ["-lf", key]).finish()
        return try #require(printed.output.split(separator: " ").dropFirst().first.map(String.init))
    }

    @Test func `a wrong sudo password fails after one attempt`() async throws {
        let shown = try await becoming(["ansible_become_password": "not-the-password"])
        #expect(shown.code == 2, "\(shown.all)")
        #expect(shown.output.contains("FAILED!") && !shown.all.contains("not-the-password"), "\(shown.all)")
        let log = try await Lab.sshWithPassword("fault-pw", "journalctl -q --no-pager _COMM=sudo | cat")
        #expect(
            log.matches(of: /\d+ incorrect password attempt/).map { String($0.0) } == ["1 incorrect password attempt"])
    }

    @Test func `a missing sudo password is reported with the ways to give it`() async throws {
        let shown = try await becoming(["ansible_become_password": ""])
        #expect(shown.code == 2, "\(shown.all)")
        for way in ["-K", "--become-password-file", "ansible_become_password"] {
            #expect(shown.all.contains(way), "no \(way) in \(shown.all)")
        }
    }

    private func becoming(_ variables: [String: String]) async throws -> Finished {
        let inventory = try TestInventory(["all_of_them": ["pw": "fault-pw"]], variables: variables)
        let project = try Project([
            "site.yml":
                "- hosts: all\n  gather_facts: false\n  become: true\n  tasks:\n    - command: id\n    - ping:\n"
        ])
        defer {
            inventory.remove()
            project.remove()
        }
        return try await Swiftplay.run("run", project.path + "/site.yml", "-i", inventory.path)
    }

    @Test func `a full disk leaves the old file and nothing else`() async throws {
        let inventory = try TestInventory(["all_of_them": ["one": "fault-one"]])
        let project = try Project([
            "site.yml": """
            - hosts: all
              gather_facts: false
              become: true
              tasks:
                - copy: { src: big, dest: /mnt/file }

            """
        ])
        defer {
            inventory.remove()
            project.remove()
        }
        try Data(count: 20 << 20).write(to: URL(filePath: project.path + "/big"))
        try await Lab.ssh("fault-one", "mount -t tmpfs -o size=8m small /mnt && echo old > /mnt/file")
        let shown = try await Swiftplay.run("run", project.path + "/site.yml", "-i", inventory.path)
        #expect(shown.code == 2, "\(shown.all)")
        let left = try await Lab.ssh("fault-one", "cd /mnt && ls -A && cat file; cd /; umount /mnt")
        #expect(left == "file\nold\n")
        #expect(shown.output.contains(String(20 << 20)), "what is needed: \(shown.output)")
        #expect(shown.output.contains("free") || shown.output.contains("available"), "\(shown.output)")
        #expect(Report(shown.output).recap["one"]?["failed"] == 1)
    }

    /// What a host may be like where files are written and programs run, and what then is said of `copy`.
    static let fileSystems: [(name: String, before: String, dest: String, after: String, says: [String])] = [
        (
            "an immutable file", "echo old >/srv/fixed && chattr +i /srv/fixed", "/srv/fixed", "chattr -i /srv/fixed",
            ["Operation not permitted", "refused even to root", "lsattr"]
        ),
        (
            "a read-only mount", "mkdir -p /srv/ro && mount -t tmpfs none /srv/ro && mount -o remount,ro /srv/ro",
            "/srv/ro/file", "umount /srv/ro", ["Read-only file system", "mounted read-only"]
        ),
        (
            "a temporary directory without programs", "mount -t tmpfs -o noexec none /tmp", "/srv/new1", "umount /tmp",
            []
        ),
        ("no temporary directory", "mv /tmp /tmp.away", "/srv/new2", "mv /tmp.away /tmp", []),
        ("no home directory", "true", "/tmp/of-nobody", "rm /tmp/of-nobody", []),
    ]

    @Test(arguments: fileSystems.indices)
    func `unusual file systems are written to, or reported`(fileSystem: Int) async throws {
        let fileSystem = Self.fileSystems[fileSystem]
        let inventory = try TestInventory(["all_of_them": ["one": "fault-one"]])
        let project = try Project([
            "site.yml": """
            - hosts: all
              gather_facts: false
              become: true
              become_user: "\(fileSystem.dest.hasSuffix("nobody") ? "nobody" : "root")"
              tasks:
                - copy: { content: "new", dest: "\(fileSystem.dest)" }
                - shell: echo "$0" done
                - script: said.sh

            """,
            "said.sh": "#!/bin/sh\necho said\n",
        ])
        defer {
            inventory.remove()
            project.remove()
        }
        try await Lab.ssh("fault-one", fileSystem.before)
        let shown = try await Swiftplay.run("run", project.path + "/site.yml", "-i", inventory.path)
        _ = try await Lab.ssh("fault-one", fileSystem.after)
        #expect(shown.code == (fileSystem.says.isEmpty ? 0 : 2), "\(fileSystem.name): \(shown.all)")
        for words in fileSystem.says { #expect(shown.all.contains(words), "\(fileSystem.name): \(shown.all)") }
    }
}
