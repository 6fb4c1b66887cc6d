import Foundation
import Testing

/// What is left when `swiftplay vault` is killed or given what is damaged.
@Suite struct VaultSafetyTests {
    private let project: Project

    init() throws {
        project = try Project(["f": "a: canary\n", "pw": "p\n", "ansible.cfg": "", "tmp/.keep": ""])
    }

    private var environment: [String: String] {
        ["TMPDIR": project.path + "/tmp", "XDG_RUNTIME_DIR": project.path + "/tmp", "EDITOR": "./editor"]
    }

    private func vault(_ arguments: String...) async throws -> Finished {
        try await Swiftplay.start(["vault"] + arguments, in: project.path, environment: environment).finish()
    }

    /// Paths below the project whose files hold the secret, each with its mode and that of its folder.
    private func plainText() async throws -> [String] {
        let script =
            "grep -rl canary . | while read -r f; do stat -c '%a' \"$f\" \"${f%/*}\" | tr '\\n' ' '; echo \"$f\"; done"
        return try await Program("/bin/sh", ["-c", script], in: project.path).finish().output
            .split(separator: "\n").map(String.init)
    }

    @Test func `a killed edit leaves the file intact and plain text only in a private directory`() async throws {
        defer { project.remove() }
        try project.write(
            "#!/bin/sh\necho more >>\"$1\"; cp \"$1\" \"$1.swp\"; touch editing; sleep 60\n", to: "editor")
        #expect(try await vault("encrypt", "f", "--vault-id", "d@pw").code == 0)
        let before = try String(contentsOfFile: project.path + "/f", encoding: .utf8)
        _ = try await Program("/bin/chmod", ["+x", "editor"], in: project.path).finish()
        let edit = try Swiftplay.start(
            ["vault", "edit", "f", "--vault-id", "d@pw"], in: project.path, environment: environment)
        for _ in 0..<200 where !Checkout.exists(project.path + "/editing") {
            try await Task.sleep(for: .milliseconds(20))
        }
        let during = try await plainText()
        #expect(during.count == 2 && during.allSatisfy { $0.hasPrefix("600 700 ./tmp/") }, "\(during)")
        // While it lives, another run leaves its folder alone.
        #expect(try await vault("view", "f", "--vault-id", "d@pw").output == "a: canary\n")
        #expect(try await plainText() == during)
        edit.send(signal: SIGKILL)
        _ = await edit.finish()
        #expect(try String(contentsOfFile: project.path + "/f", encoding: .utf8) == before)
        #expect(try await vault("view", "f", "--vault-id", "d@pw").output == "a: canary\n")
        #expect(try await plainText() == [])
    }

    @Test func `an editor that fails saves nothing`() async throws {
        defer { project.remove() }
        try project.write("#!/bin/sh\necho more >>\"$1\"; exit 3\n", to: "editor")
        _ = try await Program("/bin/chmod", ["+x", "editor"], in: project.path).finish()
        #expect(try await vault("encrypt", "f", "--vault-id", "d@pw").code == 0)
        let edit = try await vault("edit", "f", "--vault-id", "d@pw")
        #expect(edit.code == 1 && edit.errors.contains("the editor failed"), "\(edit.all)")
        #expect(try await vault("view", "f", "--vault-id", "d@pw").output == "a: canary\n")
        #expect(try await plainText() == [])
    }

    @Test(
        "damage is reported with file and vault id, without plain text",
        arguments: [
            ("2s/^../zz/", "damaged vaulted data"), ("$d", "wrong vault password"),
            ("2,$d", "damaged vaulted data"), ("s/AES256/ROT13/", "unsupported vault format"),
            // One digit for another: still well formed, and no longer what was sealed.
            ("3{s/^61/62/;t;s/^../61/}", "wrong vault password"),
        ])
    func damage(edit: String, summary: String) async throws {
        defer { project.remove() }
        #expect(try await vault("encrypt", "f", "--vault-id", "prod@pw").code == 0)
        _ = try await Program("/bin/sed", ["-i", edit, "f"], in: project.path).finish()
        for command in ["view", "decrypt"] {
            let found = try await vault(command, "f", "--vault-id", "prod@pw")
            #expect(found.code == 1 && found.errors.contains(summary) && found.errors.contains("f:1:1"), "\(found.all)")
            #expect(found.output == "" && !found.errors.contains("canary"))
        }
    }

    @Test func `the contents of a file that is not vaulted are not shown`() async throws {
        defer { project.remove() }
        let found = try await vault("view", "f", "--vault-id", "d@pw")
        #expect(
            found.code == 1 && found.errors.contains("not vaulted") && !found.all.contains("canary"),
            "\(found.all)")
    }
}
