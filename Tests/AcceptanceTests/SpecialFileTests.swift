import Foundation
import Testing

/// FIFOs, sockets and devices that end never or are not to be read: every module says what they are, and waits for none.
@Suite(.enabled(if: getuid() == 0), .timeLimit(.minutes(2))) struct SpecialFileTests {
    /// With `ODD` for the path.
    private static let tasks = [
        "slurp: { src: ODD }", "fetch: { src: ODD, dest: fetched/ }", "lineinfile: { path: ODD, line: x }",
        "blockinfile: { path: ODD, block: x }", "replace: { path: ODD, regexp: x }",
        "ini_file: { path: ODD, section: s, option: o, value: v }", "copy: { content: x, dest: ODD, backup: true }",
        "template: { src: t.j2, dest: ODD, backup: true }", "copy: { src: ODD, dest: ODD.copy, remote_src: true }",
        "copy: { src: HERE/t.j2, dest: ODD, remote_src: true }",
        "copy: { src: HERE/odd, dest: HERE/copied, remote_src: true }", "assemble: { src: HERE/parts, dest: ODD }",
        "unarchive: { src: ODD, dest: HERE, remote_src: true }",
        "authorized_key: { user: root, path: ODD, manage_dir: false, key: ssh-rsa AAAAB3NzaC1yc2E= x }",
        "sysctl: { name: net.x, value: 1, sysctl_file: ODD, reload: false }",
        "cron: { name: x, job: x, user: root, cron_file: ODD }",
        "uri: { url: \"http://127.0.0.1:9/\", method: POST, src: ODD, remote_src: true }",
        "uri: { url: \"http://127.0.0.1:9/\", dest: ODD }", "get_url: { url: \"http://127.0.0.1:9/\", dest: ODD }",
        "wait_for: { path: ODD, search_regex: x, timeout: 60 }", "file: { path: ODD, state: file }",
        "file: { path: ODD, state: directory }",
    ]

    private static let kinds = [
        (name: "fifo", words: "a FIFO", make: "mkfifo odd/fifo"),
        (name: "zero", words: "a device", make: "mknod odd/zero c 1 5"),
        (
            name: "socket", words: "a socket",
            make: "perl -MSocket -e 'socket(S,AF_UNIX,SOCK_STREAM,0);bind(S,sockaddr_un(\"odd/socket\"))'"
        ),
    ]

    @Test(arguments: kinds) func `every module reports a special file by its kind`(
        name: String, words: String, make: String
    ) async throws {
        let project = try Project(["t.j2": "x\n", "parts/one": "x\n"])
        defer { project.remove() }
        try project.write(try Self.playbook(name, words, in: project.path), to: "site.yml")
        let made = try await Program("/bin/sh", ["-ec", "mkdir odd; \(make)"], in: project.path).finish()
        try #require(made.code == 0, "\(made.all)")
        let end = try await project.run("run", "site.yml", "-i", "localhost,", "-c", "local")
        #expect(end.code == 0, "\(end.all.suffix(2_000))")
        let left = try FileManager.default.contentsOfDirectory(atPath: project.path + "/odd")
        #expect(left == [name])
    }

    private static func playbook(_ name: String, _ words: String, in directory: String) throws -> String {
        let tasks = tasks.map { task in
            let text = task.replacing("ODD", with: "\(directory)/odd/\(name)").replacing("HERE", with: directory)
            return
                "    - \(text)\n      register: r\n      failed_when: \"'/\(name) ' not in r.msg or 'is \(words)' not in r.msg\"\n"
        }
        let stat = """
                - stat: { path: \(directory)/odd/\(name) }
                  register: r
                  failed_when: r.stat.checksum is defined or not r.stat.exists

            """
        return "- hosts: all\n  gather_facts: false\n  tasks:\n" + tasks.joined() + stat
    }
}
