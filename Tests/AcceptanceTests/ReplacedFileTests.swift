import Foundation
import Testing

/// Hazards of a file that is replaced: what stays with the old one is told.
@Suite(.enabled(if: getuid() == 0)) struct ReplacedFileTests {
    private static let site = """
        - hosts: all
          gather_facts: false
          tasks:
            - copy: { dest: "{{ playbook_dir }}/a", content: new, mode: "0755" }
            - lineinfile: { path: "{{ playbook_dir }}/b", line: new }

        """

    /// - Parameter before: A command that begins with the program's own command line.
    private func run(_ preparing: String, by before: String = "") async throws -> Finished {
        let project = try Project(["site.yml": Self.site, "a": "old\n", "b": "old\n"])
        defer { project.remove() }
        let line = "set -e; chmod 755 a; \(preparing); exec \(before) \"$0\" run site.yml -i localhost, -c local"
        let program = try Program(
            "/bin/sh", ["-c", line, Swiftplay.path], in: project.path, environment: ["HOME": "/nonexistent"])
        return await program.finish()
    }

    @Test func `hard links of a replaced file are reported`() async throws {
        let run = try await run("ln a a.other; ln b b.other")
        #expect(run.code == 0, "\(run.all)")
        for name in ["a", "b"] {
            let warnings = run.all.ranges(of: "/\(name) has other hard links, which keep the old contents")
            #expect(warnings.count == 1, "\(run.all)")
        }
    }

    /// Each line is there in the end, whether the link is followed or replaced.
    @Test func `lines of files behind links are kept`() async throws {
        let key = { (name: String) in "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA" + String(repeating: name, count: 44) }
        let project = try Project([
            "old": "\(key("o"))\n", "values": "net.old=1\n", "jobs": "1 1 1 1 1 root old\n",
            "site.yml": """
            - hosts: all
              gather_facts: false
              vars: { here: "{{ playbook_dir }}" }
              tasks:
                - file: { src: "{{ here }}/{{ item.0 }}", path: "{{ here }}/{{ item.1 }}", state: link }
                  loop: [[old, keys], [old, replaced], [values, net.conf], [jobs, cron]]
                - authorized_key: { user: root, path: "{{ here }}/replaced", manage_dir: false, key: \(key("n")) }
                - authorized_key:
                    { user: root, path: "{{ here }}/keys", manage_dir: false, follow: true, key: \(key("m")) }
                - sysctl: { name: net.new, value: "1", sysctl_file: "{{ here }}/net.conf", reload: false }
                - cron: { name: new, job: new, user: root, cron_file: "{{ here }}/cron" }
            """,
        ])
        defer { project.remove() }
        let end = try await project.run("run", "site.yml", "-i", "localhost,", "-c", "local")
        #expect(end.code == 0, "\(end.all)")
        for (name, isLink, lines) in [
            ("replaced", false, [key("o"), key("n")]), ("keys", true, [key("o"), key("m")]),
            ("net.conf", true, ["net.old=1", "net.new=1"]),
            ("cron", true, ["1 1 1 1 1 root old", "#Ansible: new", "* * * * * root new"]),
        ] {
            let path = "\(project.path)/\(name)"
            #expect(try String(contentsOfFile: path, encoding: .utf8) == lines.map { $0 + "\n" }.joined())
            #expect(((try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil) == isLink, "\(name)")
        }
    }

    @Test(.enabled(if: Checkout.exists("/usr/sbin/setcap") || Checkout.exists("/sbin/setcap")))
    func `attributes that the new file cannot get are reported`() async throws {
        let run = try await run(
            "/sbin/setcap cap_net_raw+ep a; /sbin/setcap cap_net_raw+ep b", by: "setpriv --bounding-set=-setfcap")
        #expect(run.code == 0, "\(run.all)")
        #expect(run.all.ranges(of: "some attributes of the old file could not be kept").count == 2, "\(run.all)")
    }

    @Test func `a file with only owner and mode is replaced without a warning`() async throws {
        let run = try await run("true")
        #expect(run.code == 0 && !run.all.contains("WARNING"), "\(run.all)")
    }
}
