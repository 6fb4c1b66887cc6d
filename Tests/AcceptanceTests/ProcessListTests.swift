import Foundation
import Synchronization
import Testing

/// Hazard C5: what every user of a machine sees of processes holds no secret, here and on the host.
@Suite(
    .enabled(if: Checkout.hasLab, "scripts/test starts hosts"), .hosts(("processes", .sudoPassword)),
    .timeLimit(.minutes(3)))
struct ProcessListTests {
    private static let canary = "canary-in-a-list-2718"

    private static let site = """
        - hosts: all
          gather_facts: false
          become: true
          vars: { canary: \(canary) }
          environment: { TOKEN: "{{ canary }}" }
          tasks:
            - shell: |
                : {{ canary }}
                sleep 1
            - shell: read -r x; sleep 1
              args: { stdin: "{{ canary }}" }
            - script: slow.sh
            - copy: { content: "{{ canary * 100000 }}", dest: /root/copied }
            - lineinfile: { path: /root/copied, line: "{{ canary }}" }
            - template: { src: slow.sh, dest: /root/rendered }
            - user: { name: listed, password: "{{ canary }}" }
            - uri: { url: "http://127.0.0.1:9/", headers: { Authorization: "{{ canary }}" }, body: "{{ canary }}" }
              ignore_errors: true
            - get_url: { url: "http://127.0.0.1:9/", dest: /root/x, headers: { Authorization: "{{ canary }}" } }
              ignore_errors: true
            - shell: sleep 1; echo {{ canary }}
              async: 20
              poll: 1

        """

    @Test func `no process list shows a secret`() async throws {
        let inventory = try TestInventory(["all_of_them": ["one": "processes"]])
        let project = try Project([
            "site.yml": Self.site, "slow.sh": "#!/bin/sh\n: \(Self.canary)\nsleep 1\n",
            "vault": "\(Self.canary)-vault\n",
        ])
        defer {
            inventory.remove()
            project.remove()
        }
        let watch = ProcessWatch(for: Self.canary)
        let run = try await Swiftplay.start(
            [
                "run", project.path + "/site.yml", "-i", inventory.path, "--vault-password-file",
                project.path + "/vault",
            ], in: project.path
        ).finish()
        let seen = watch.finish()
        #expect(run.code == 0, "\(run.all)")
        // Hosts of the lab are containers: all their processes stand in the list of this machine.
        #expect(seen.samples > 100 && seen.commands.contains { $0.contains("sleep 1") }, "\(seen.samples) samples")
        #expect(seen.findings == [])
    }
}

/// Reads the arguments of all processes of this machine, over and over.
private final class ProcessWatch: Sendable {
    struct Seen: Sendable {
        var samples = 0
        var commands: Set<String> = []
        var findings: Set<String> = []
    }

    private let seen = Mutex(Seen())
    private let isOver = Atomic<Bool>(false)
    private let hasEnded = DispatchSemaphore(value: 0)

    init(for secret: String) {
        Thread.detachNewThread { [self] in
            while !isOver.load(ordering: .relaxed) { sample(secret) }
            hasEnded.signal()
        }
    }

    private func sample(_ secret: String) {
        let processes =
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.filter { Int32($0) != nil } ?? []
        for process in processes {
            guard let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { continue }
            let command = String(decoding: bytes, as: UTF8.self).replacing("\0", with: " ")
            seen.withLock { seen in
                seen.commands.insert(command)
                if command.contains(secret) { seen.findings.insert(command) }
                if isReadable(secret, inEnvironmentOf: process) { seen.findings.insert("environ of \(command)") }
            }
        }
        seen.withLock { $0.samples += 1 }
    }

    /// Whether it is in an environment that another user than root, for whom the tasks work, may read.
    private func isReadable(_ secret: String, inEnvironmentOf process: String) -> Bool {
        let folder = try? FileManager.default.attributesOfItem(atPath: "/proc/\(process)")
        guard let owner = folder?[.ownerAccountID] as? Int, owner != 0 else { return false }
        let bytes = FileManager.default.contents(atPath: "/proc/\(process)/environ") ?? Data()
        return String(decoding: bytes, as: UTF8.self).contains(secret)
    }

    func finish() -> Seen {
        isOver.store(true, ordering: .relaxed)
        hasEnded.wait()
        return seen.withLock { $0 }
    }
}
