import Foundation
import Testing

/// One file, and many who write it at once: nobody's change is lost.
@Suite(.serialized, .timeLimit(.minutes(8))) struct SharedFileTests {
    private static let (controllers, hosts) = (["a", "b", "c"], (1...12).map { "h\($0)" })

    /// Each task leaves one line for each controller, host and item.
    private static let tasks = """
        - lineinfile: { path: "{{ out }}/line", line: "{{ me }}", create: true }
        - blockinfile:
            { path: "{{ out }}/block", block: "{{ me }}", marker: "# {mark} {{ me }}", create: true }
        - ini_file: { path: "{{ out }}/ini", section: s, option: "{{ me }}", value: "1" }
        - cron: { name: "{{ me }}", job: "true {{ me }}", cron_file: "{{ out }}/cron", user: root }
        - lineinfile: { path: "{{ out }}/loop", line: "{{ me }} {{ item }}", create: true }
          loop: [x, y, z]
        """

    @Test(arguments: ["linear", "free"])
    func `three controllers with twelve hosts each lose no line`(strategy: String) async throws {
        let project = try Project([
            "site.yml": Self.playbook(strategy), "hosts": Self.hosts.joined(separator: "\n") + "\n",
        ])
        defer { project.remove() }
        let runs = try Self.controllers.map { name in
            try Swiftplay.start([
                "run", project.path + "/site.yml", "-i", project.path + "/hosts", "-e", "run=\(name)", "-e",
                "out=\(project.path)", "--forks", "50",
            ])
        }
        for run in runs {
            let end = await run.finish()
            #expect(end.code == 0, "\(end.all)")
        }
        let all = Self.controllers.flatMap { name in Self.hosts.map { "\(name)-\($0)" } }
        for (file, line) in [("line", ""), ("ini", " = 1"), ("block", ""), ("loop", " z")] {
            let lines = try Self.lines(project.path + "/" + file)
            #expect(all.filter { !lines.contains($0 + line) } == [], "\(file)")
        }
        let jobs = try Self.lines(project.path + "/cron")
        #expect(jobs.count { $0.contains("root true ") } == all.count)
        let left = try FileManager.default.contentsOfDirectory(atPath: project.path)
        #expect(!left.contains { $0.hasPrefix(".swiftplay") })
    }

    /// Answers with a file and changes the destination meanwhile, until it is told what stands there.
    private static let server = #"""
        use IO::Socket::INET;
        my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 9) or die;
        sub put { open my $file, ">", "$_[0].new"; print $file $_[1]; close $file; rename "$_[0].new", $_[0] }
        put("port", $server->sockport);
        while (my $client = $server->accept) {
            my $head = "";
            while (my $line = <$client>) { last if $line =~ /^\r?\n/; $head .= $line }
            if ($head =~ /^If-Modified-Since/mi) { print $client "HTTP/1.1 304 Not Modified\r\n\r\n" }
            else { put("dest", "of another"); print $client "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nours" }
            close $client;
        }
        """#

    @Test(arguments: ["rm -f dest", "ln -sf gone dest"])
    func `a download does not replace what has appeared meanwhile`(before: String) async throws {
        let project = try Project(["server.pl": Self.server])
        defer { project.remove() }
        let server = try Program("/usr/bin/perl", ["server.pl"], in: project.path)
        defer { kill(server.identifier, SIGKILL) }
        while !Checkout.exists(project.path + "/port") { try await Task.sleep(for: .milliseconds(20)) }
        _ = try await Program("/bin/sh", ["-c", before], in: project.path).finish()
        let url = "http://127.0.0.1:\(try Self.lines(project.path + "/port").joined())/x"
        let end = try await project.run(
            "exec", "localhost", "-c", "local", "-m", "get_url", "-a", "url=\(url) dest=\(project.path)/dest")
        #expect(end.code == 0 && end.output.contains(#""changed": false"#), "\(end.all)")
        #expect(try Self.lines(project.path + "/dest") == ["of another"])
    }

    @Test func `a process that never stops writing is eventually reported`() async throws {
        let project = try Project(["f": "old\n"])
        defer { project.remove() }
        let path = project.path + "/f"
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = ["-c", "while :; do echo $((n += 1)) >\"$1.new\"; mv \"$1.new\" \"$1\"; done", "sh", path]
        try writer.run()
        defer { writer.terminate() }
        let end = try await Swiftplay.start([
            "exec", "localhost", "-c", "local", "-m", "lineinfile", "-a", "path=\(path) line=mine",
        ]).finish()
        // It is quick enough between two writings, or says what is in the way.
        #expect(end.code == 0 || end.all.contains("was changed by another meanwhile"), "\(end.all)")
    }

    @Test(arguments: ["copy: { src: FIFO, dest: OUT }", "template: { src: FIFO, dest: OUT }", "script: FIFO"])
    func `an endless source is refused`(task: String) async throws {
        for source in ["fifo", "/dev/zero"] {
            let named = task.replacing("FIFO", with: source)
            let project = try Project([
                "site.yml": "- hosts: localhost\n  connection: local\n  tasks:\n    - \(named)\n"
            ])
            defer { project.remove() }
            mkfifo(project.path + "/fifo", 0o600)
            let text = try String(contentsOfFile: project.path + "/site.yml", encoding: .utf8)
            try text.replacing("OUT", with: project.path + "/out")
                .write(toFile: project.path + "/site.yml", atomically: true, encoding: .utf8)
            let end = try await Swiftplay.start(["run", project.path + "/site.yml"]).finish()
            #expect(end.code == 2 || end.code == 4, "\(end.all)")
            #expect(end.all.contains("regular file"), "\(end.all)")
        }
    }

    @Test(
        .enabled(if: getuid() == 0),
        arguments: [
            "copy: { content: x, dest: DEV }", "lineinfile: { path: DEV, line: x }", "slurp: { src: DEV }",
            "template: { src: t, dest: DEV }", "blockinfile: { path: DEV, block: x }",
            "replace: { path: DEV, regexp: a }",
            "ini_file: { path: DEV, section: a, option: b, value: c }", "fetch: { src: DEV, dest: OUT/, flat: true }",
            "cron: { name: a, job: b, user: root, cron_file: DEV }", "assemble: { src: parts, dest: DEV }",
        ])
    func `a device stays a device`(task: String) async throws {
        let project = try Project(["t": "x\n", "parts/a": "x\n"])
        defer { project.remove() }
        let device = project.path + "/device"
        try #require(mknod(device, S_IFCHR | 0o666, 1 << 8 | 5) == 0)
        let task = task.replacing("DEV", with: device).replacing("OUT", with: project.path)
            .replacing("parts", with: project.path + "/parts")
        try "- hosts: localhost\n  connection: local\n  tasks:\n    - \(task)\n"
            .write(toFile: project.path + "/site.yml", atomically: true, encoding: .utf8)
        let end = try await Swiftplay.start(["run", project.path + "/site.yml"]).finish()
        var status = stat()
        #expect(end.code == 2 && end.all.contains(device), "\(end.all)")
        #expect(stat(device, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }

    private static func lines(_ path: String) throws -> Set<String> {
        Set(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init))
    }

    private static func playbook(_ strategy: String) -> String {
        let tasks = tasks.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
        return """
            - hosts: all
              connection: local
              gather_facts: false
              strategy: \(strategy)
              vars: { me: "{{ run }}-{{ inventory_hostname }}" }
              tasks:
            \(tasks)

            """
    }
}
