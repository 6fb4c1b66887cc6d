import Foundation
import Testing

/// Hazards G4 and J6: output that cannot be written is an error, and hosts do not suffer from it.
@Suite struct OutputLossTests {
    private static let site = """
        - hosts: all
          gather_facts: false
          tasks:
            - debug: { msg: "{{ 'a long text ' * 500 }}" }
            - command: "true"
            - file: { path: "{{ playbook_dir }}/done", state: touch }

        """

    /// Runs the program by a shell, so that it has the descriptors of a user's command line.
    private func run(_ line: String, in project: Project, environment: [String: String] = [:]) async throws -> Finished
    {
        let program = try Program(
            "/bin/sh", ["-c", "set -- \"$0\" run site.yml -i localhost, -c local; " + line, Swiftplay.path],
            in: project.path, environment: ["HOME": "/nonexistent"].merging(environment) { $1 },
            without: ["NO_COLOR", "FORCE_COLOR"])
        return await program.finish()
    }

    @Test(arguments: [
        ("\"$@\" > /dev/full", "standard output"), ("\"$@\" >&-", "standard output"),
        ("{ \"$@\"; echo \"code $?\" >&2; } | head -1", "standard output"),
        ("ANSIBLE_LOG_PATH=/dev/full \"$@\"", "log"), ("\"$@\" --events events >&-", "standard output"),
        ("ANSIBLE_CALLBACKS_ENABLED=junit JUNIT_OUTPUT_DIR=/proc/none \"$@\"", "report"),
    ])
    func `a run continues when an output is lost, says so once and exits with 1`(line: String, what: String)
        async throws
    {
        let project = try Project(["site.yml": Self.site])
        defer { project.remove() }
        let run = try await run(line, in: project)
        #expect(run.code == 1 || run.errors.contains("code 1\n"), "\(run.all)")
        #expect(
            run.errors.ranges(of: "output cannot be written").count == 1 && run.errors.contains(what), "\(run.errors)")
        #expect(Checkout.exists(project.path + "/done"), "\(run.all)")
    }

    @Test func `a run whose events cannot be written does not start`() async throws {
        let project = try Project(["site.yml": Self.site])
        defer { project.remove() }
        let run = try await run("\"$@\" --events /dev/full", in: project)
        #expect(run.code == 1 && !Checkout.exists(project.path + "/done"), "\(run.all)")
        #expect(run.errors.ranges(of: "output cannot be written").count == 1, "\(run.errors)")
    }

    @Test func `a failed host decides the exit code, not lost output`() async throws {
        let project = try Project([
            "site.yml": "- hosts: all\n  gather_facts: false\n  tasks: [command: 'false']\n"
        ])
        defer { project.remove() }
        let run = try await run("\"$@\" > /dev/full", in: project)
        #expect(run.code == 2, "\(run.all)")
    }

    @Test(arguments: [
        ["inventory", "-i", "a,b", "--list"], ["doc", "copy"], ["config"], ["--help"], ["run", "--help"], ["--version"],
        ["completions", "bash"],
    ])
    func `commands that only print fail if they cannot`(words: [String]) async throws {
        let program = try Program(
            "/bin/sh", ["-c", "exec \"$0\" \"$@\" > /dev/full", Swiftplay.path] + words,
            environment: ["HOME": "/nonexistent"])
        let end = await program.finish()
        #expect(end.code == 1 && end.errors.contains("standard output"), "\(end.errors)")
    }

    @Test(.enabled(if: getuid() == 0)) func `a full disk leaves only whole lines`() async throws {
        let project = try Project(["site.yml": Self.site])
        defer { project.remove() }
        let disk = """
            mkdir m && mount -t tmpfs -o size=16k small m && head -c 5000 /dev/zero > m/other
            "$@" > m/out --events m/events; code=$?
            cat m/events > events; cat m/out > out; exit $code
            """
        try project.write(disk, to: "disk")
        let run = try await run("exec unshare -m sh disk \"$@\"", in: project)
        #expect(run.code == 1 && run.errors.contains("No space left on device"), "\(run.all)")
        for name in ["events", "out"] {
            let text = try String(contentsOfFile: "\(project.path)/\(name)", encoding: .utf8)
            #expect(text.isEmpty || text.hasSuffix("\n"), "\(name): \(text.suffix(100))")
        }
        #expect(Checkout.exists(project.path + "/done"))
    }
}
