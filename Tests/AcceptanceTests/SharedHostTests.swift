import Foundation
import Testing

/// One host that three controllers change at once, each under several names of it and by delegation.
@Suite(
    .enabled(if: Checkout.hasLab, "scripts/test starts hosts"), .hosts(("shared", .plain)), .serialized,
    .timeLimit(.minutes(8)))
struct SharedHostTests {
    private static let (controllers, names) = (["a", "b", "c"], (1...6).map { "n\($0)" })

    private static let playbook = """
        - hosts: all
          gather_facts: false
          become: true
          strategy: STRATEGY
          vars:
            me: "{{ run }}{{ inventory_hostname }}"
            blob: "AAAAC3NzaC1lZDI1NTE5AAAAI{{ (me ~ 'x' * 43)[:43] }}"
          tasks:
            - authorized_key: { user: gardener, key: "ssh-ed25519 {{ blob }} {{ me }}" }
            - sysctl:
                { name: "net.{{ me }}", value: "1", sysctl_file: /etc/sysctl.d/90-shared.conf, reload: false }
            - apt_repository:
                { repo: "deb http://127.0.0.1/{{ me }} stable main", filename: shared, update_cache: false }
            - cron: { name: "{{ me }}", user: gardener, job: "true {{ me }}" }
            - lineinfile: { path: /srv/delegated, line: "{{ me }}", create: true }
              delegate_to: n1

        """

    @Test(arguments: ["linear", "free"]) func `three controllers on one host lose no change`(strategy: String)
        async throws
    {
        try await Lab.ssh(
            "shared",
            """
            command -v crontab || { apt-get update && apt-get install -y cron; }
            id gardener >/dev/null 2>&1 || useradd -m gardener; crontab -r -u gardener; cd /
            rm -rf home/gardener/.ssh etc/sysctl.d/90-shared.conf etc/apt/sources.list.d/shared.list srv/delegated
            """)
        let reached = try Lab.variables(of: "shared").map { "\($0.name)='\($0.value)'" }.joined(separator: " ")
        let project = try Project([
            "site.yml": Self.playbook.replacing("STRATEGY", with: strategy),
            "hosts": Self.names.map { "\($0) \(reached)\n" }.joined(),
        ])
        defer { project.remove() }
        let runs = try Self.controllers.map { name in
            try Swiftplay.start(["run", "site.yml", "-i", "hosts", "-e", "run=\(name)"], in: project.path)
        }
        for run in runs {
            let end = await run.finish()
            #expect(end.code == 0, "\(end.all)")
        }
        let all = Self.controllers.flatMap { name in Self.names.map { name + $0 } }
        let root = try await Lab.root(of: "shared")
        for (file, before, after) in [
            ("home/gardener/.ssh/authorized_keys", " ", ""), ("etc/sysctl.d/90-shared.conf", "net.", "=1"),
            ("etc/apt/sources.list.d/shared.list", "/", " stable main"),
            ("var/spool/cron/crontabs/gardener", "true ", ""), ("srv/delegated", "", ""),
        ] {
            let lines = try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8).split(separator: "\n")
            let lost = all.filter { me in !lines.contains { $0.hasSuffix(before + me + after) } }
            #expect(lost == [], "\(file)")
        }
    }
}
