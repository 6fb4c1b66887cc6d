import Foundation
import Testing

/// A controller that is killed at each step of a play, and run again: what an unbroken run makes, and nothing else.
@Suite(
    .enabled(if: Checkout.hasLab, "scripts/test starts hosts"), .serialized, .timeLimit(.minutes(15)))
struct KillTests {
    private static let host = "killed"

    private static let playbook = """
        - hosts: all
          gather_facts: false
          become: true
          tasks:
            - name: step 1
              copy: { src: big, dest: /srv/big, mode: "0640" }
            - name: step 2
              template: { src: note.j2, dest: /etc/note, owner: appuser }
            - name: step 3
              apt: { name: [cron, tree], update_cache: true, cache_valid_time: 3600 }
            - name: step 4
              user: { name: gardener, comment: Keeps the garden, shell: /bin/sh, uid: 4711 }
            - name: step 5
              copy: { dest: /etc/systemd/system/garden.service, content: "[Service]\\nExecStart=/bin/sleep 1d\\n" }
            - name: step 6
              service: { name: garden, state: started }
            - name: step 7
              cron: { name: water, user: gardener, minute: "5", job: /bin/true }
            - name: step 8
              lineinfile: { path: /etc/shells, line: /bin/last }

        """

    /// One step at a time, and with those sent along that can be.
    @Test(arguments: [(["--no-look-ahead"], Array(1...8)), ([], [1, 3, 5])])
    func `a run after a kill at any step ends as one without`(options: [String], steps: [Int]) async throws {
        let project = try Project(["site.yml": Self.playbook, "note.j2": "{{ 6 * 7 }} trees\n"])
        defer { project.remove() }
        try Data((0..<(20 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }).write(
            to: URL(filePath: project.path + "/big"))
        let unbroken = try await onFreshHost(project, options) { _ in }
        for step in steps {
            let tree = try await onFreshHost(project, options) { start in
                let run = try start()
                for _ in 0..<20_000 where !run.output.contains("TASK [step \(step)]") {
                    try await Task.sleep(for: .milliseconds(2))
                }
                try await Task.sleep(for: .milliseconds(step * 37 % 120))
                run.send(signal: SIGKILL)
                // Unless it was quicker, which is as good.
                #expect([0, 128 + SIGKILL].contains(await run.finish().code), "step \(step)")
            }
            let differences = tree.differences(from: unbroken, except: Self.isOfTheTime)
            #expect(differences == [], "step \(step)")
            #expect(tree.entries.keys.filter { $0.contains("swiftplay") } == [], "step \(step)")
        }
        try await Lab.stop([Self.host])
    }

    /// All that a fresh host has when `disturb` has done its part, the play has been run, and once more without a change.
    private func onFreshHost(
        _ project: Project, _ options: [String], _ disturb: (() throws -> Program) async throws -> Void
    ) async throws -> HostTree {
        try await Lab.start([(Self.host, .plain)])
        let inventory = try TestInventory(["all_of_them": [Self.host: Self.host]])
        defer { inventory.remove() }
        let start = { try Swiftplay.start(["run", "site.yml", "-i", inventory.path] + options, in: project.path) }
        try await disturb(start)
        let again = await (try start()).finish()
        #expect(again.code == 0, "\(again.all)")
        let converged = await (try start()).finish()
        #expect(converged.code == 0 && Report(converged.output).recap[Self.host]?["changed"] == 0, "\(converged.all)")
        let judgement =
            "systemctl is-active garden cron && ! pgrep -f '[s]wiftplay-' && crontab -l -u gardener | grep -c true"
        #expect(try await Lab.ssh(Self.host, judgement).hasSuffix("active\n1\n"))
        return try await HostTree(of: Self.host, timed: false)
    }

    /// Logs, caches, and what every host makes for itself.
    private static func isOfTheTime(_ path: String) -> Bool {
        let folders = [
            "var/log/", "var/cache/", "var/lib/systemd/", "etc/ssh/", "etc/machine-id", "var/lib/apt/", "tmp/systemd-",
            "var/spool/cron/",
            "var/tmp/systemd-",
        ]
        return folders.contains { path.hasPrefix($0) } || path.hasSuffix("-old") || path.hasSuffix("-")
    }
}
