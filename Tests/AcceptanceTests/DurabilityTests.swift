import Foundation
import Testing

/// What a crash of the host leaves of a written file: the old one or the new one, never a part.
@Suite struct DurabilityTests {
    /// Writes two files, one new and one in place of another, and returns the system calls that matter, in order.
    private func calls() async throws -> [String] {
        let project = try Project([
            "site.yml": """
            - hosts: all
              gather_facts: false
              tasks:
                - copy: { dest: "{{ playbook_dir }}/new", content: one }
                - copy: { dest: "{{ playbook_dir }}/old", content: two }

            """, "old": "old\n",
        ])
        defer { project.remove() }
        let trace = ["-f", "-qq", "-y", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2", "-o", "trace"]
        let run = try await Program(
            "/usr/bin/strace", trace + [Swiftplay.path, "run", "site.yml", "-i", "localhost,", "-c", "local"],
            in: project.path, environment: ["HOME": "/nonexistent"]
        ).finish()
        #expect(run.code == 0, "\(run.all)")
        let text = try String(contentsOfFile: project.path + "/trace", encoding: .utf8)
        // A call that another process interrupts is told in two lines, of which the second says how it ended.
        return text.split(separator: "\n").map(String.init).filter { $0.hasSuffix(" = 0") }.compactMap { line in
            if line.contains("sync") { return line.contains("/.swiftplay-") ? "sync file" : "sync directory" }
            return line.firstMatch(of: /"[^"]*?(new|old)"[^"]*$/).map { "rename to \($0.1)" }
        }
    }

    @Test(.enabled(if: access("/usr/bin/strace", X_OK) == 0, "strace is not installed"))
    func `a file is on the disk before it gets its name, and the name before the task ends`() async throws {
        let calls = try await calls()
        for name in ["new", "old"] {
            let rename = try #require(calls.firstIndex(of: "rename to \(name)"), "\(calls)")
            #expect(calls[..<rename].contains("sync file"), "\(calls)")
            #expect(calls[rename...].contains("sync directory"), "\(calls)")
        }
    }
}
