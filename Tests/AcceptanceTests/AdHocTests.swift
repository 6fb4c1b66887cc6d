import Foundation
import Testing

/// `exec` with what goes on in the background, and with a file for each result.
@Suite struct AdHocTests {
    private func project() throws -> Project {
        try Project(["hosts": "h1 ansible_connection=local\nh2 ansible_connection=local\n"])
    }

    @Test func `--tree writes a file for each host`() async throws {
        let project = try project()
        defer { project.remove() }
        let run = try await project.run("exec", "all", "-ihosts", "-t", "results", "-m", "command", "-a", "echo there")
        #expect(run.code == 0, "\(run.all)")
        for host in ["h1", "h2"] {
            let data = try Data(contentsOf: URL(filePath: "\(project.path)/results/\(host)"))
            let result = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(result["stdout"] as? String == "there" && result["changed"] as? Bool == true, "\(result)")
        }
        let mode = try FileManager.default.attributesOfItem(atPath: project.path + "/results/h1")[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func `a background command is polled until it is done`() async throws {
        let project = try project()
        defer { project.remove() }
        let run = try await project.run(
            "exec", "h1", "-ihosts", "-B", "20", "-P", "1", "-e", "ansible_async_dir=\(project.path)/jobs", "-m",
            "shell",
            "-a", "sleep 1; echo late")
        #expect(run.code == 0, "\(run.all)")
        #expect(run.output.hasPrefix("h1 | CHANGED => {\n"), "\(run.output)")
        #expect(run.output.contains("\"stdout\": \"late\""), "\(run.output)")
    }

    @Test func `with a poll of 0 the command continues on its own`() async throws {
        let project = try project()
        defer { project.remove() }
        let done = project.path + "/done"
        let run = try await project.run(
            "exec", "h1", "-ihosts", "-B20", "-P0", "-e", "ansible_async_dir=\(project.path)/jobs", "-m", "shell", "-a",
            "sleep 2; touch \(done)")
        #expect(run.code == 0 && run.output.contains("\"ansible_job_id\": \"j"), "\(run.all)")
        #expect(run.output.contains("\"started\": 1") && !Checkout.exists(done), "\(run.output)")
        for _ in 1...100 where !Checkout.exists(done) { try await Task.sleep(for: .milliseconds(100)) }
        #expect(Checkout.exists(done))
    }

    @Test func `a background command that exceeds its time is stopped`() async throws {
        let project = try project()
        defer { project.remove() }
        let done = project.path + "/done"
        let run = try await project.run(
            "exec", "h1", "-ihosts", "-B", "1", "-P", "1", "-e", "ansible_async_dir=\(project.path)/jobs", "-m",
            "shell",
            "-a", "sleep 9; touch \(done)")
        #expect(run.code == 2 && run.output.contains("h1 | FAILED"), "\(run.all)")
        // Its time is looked at every five seconds.
        try await Task.sleep(for: .seconds(10))
        #expect(!Checkout.exists(done))
    }
}
