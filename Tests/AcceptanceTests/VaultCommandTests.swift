import Foundation
import Testing

/// `swiftplay vault` beside `ansible-vault`: each opens what the other has closed, and both leave the same behind.
@Suite(.enabled(if: Checkout.ansible != nil, "needs ansible-vault beside SWIFTPLAY_PYTHON"))
struct VaultCommandTests {
    /// Commands that both tools are given in the same folder, one after the other; `VAULT` is the tool.
    private static let scripts: [(title: String, script: String)] = [
        ("encrypt", "VAULT encrypt f --vault-password-file pw; head -n 1 f; stat -c %a f"),
        ("encrypt under an id", "VAULT encrypt f g --vault-id dev@pw; head -qn 1 f g; VAULT view f g --vault-id x@pw"),
        (
            "encrypt by a program",
            "VAULT encrypt f --vault-id dev@my-client.sh; VAULT view f --vault-id dev@my-client.sh"
        ),
        ("encrypt to a file", "VAULT encrypt f --output o --vault-id dev@pw; cat f; head -n 1 o; stat -c %a o"),
        ("encrypt to output", "VAULT encrypt f --output - --vault-id dev@pw | head -n 1; cat f"),
        ("encrypt from input", "printf 'in\\n' | VAULT encrypt --vault-id dev@pw >o; VAULT view o --vault-id dev@pw"),
        (
            "encrypt from a dash",
            "printf in | VAULT encrypt - --output o --vault-id d@pw; VAULT decrypt o --vault-id d@pw; cat o"
        ),
        ("encrypt twice", "VAULT encrypt f --vault-id d@pw; cp f g; VAULT encrypt f --vault-id d@pw; echo $?; cmp f g"),
        ("several ids", "VAULT encrypt f --vault-id a@pw --vault-id b@pw2 >o || echo refused; cat f"),
        ("a chosen id", "VAULT encrypt f --vault-id a@pw --vault-id b@pw2 --encrypt-vault-id b; head -n 1 f"),
        ("an unknown id", "VAULT encrypt f --vault-id a@pw --encrypt-vault-id c; echo $?; cat f"),
        (
            "an id of the configuration",
            "ANSIBLE_VAULT_IDENTITY_LIST='a@pw, b@pw2' ANSIBLE_VAULT_ENCRYPT_IDENTITY=b VAULT encrypt f; head -n 1 f"
        ),
        (
            "a name for the password",
            "ANSIBLE_VAULT_IDENTITY=mine VAULT encrypt f --vault-password-file pw; head -n 1 f"
        ),
        (
            "decrypt",
            "VAULT encrypt f --vault-id d@pw; chmod 644 f; VAULT decrypt f --vault-id x@pw2 --vault-id y@pw; cat f; stat -c %a f"
        ),
        ("decrypt to output", "VAULT encrypt f --vault-id d@pw; VAULT decrypt f --output - --vault-id d@pw"),
        ("decrypt from input", "VAULT encrypt f --vault-id d@pw; VAULT decrypt --vault-id d@pw <f"),
        ("decrypt what is plain", "VAULT decrypt f --vault-id d@pw; echo $?; cat f"),
        (
            "a wrong password",
            "VAULT encrypt f --vault-id d@pw; cp f g; VAULT decrypt f --vault-id d@pw2; echo $?; cmp f g"
        ),
        (
            "ids that must match",
            "VAULT encrypt f --vault-id d@pw; ANSIBLE_VAULT_ID_MATCH=1 VAULT view f --vault-id e@pw; echo $?"
        ),
        (
            "view without a last line break",
            "printf x >f; VAULT encrypt f --vault-id d@pw; VAULT view f --vault-id d@pw"
        ),
        (
            "bytes that are no text",
            "printf '\\377\\000\\r\\n' >f; VAULT encrypt f --vault-id d@pw; VAULT decrypt f --vault-id d@pw; od -c f"
        ),
        ("an empty file", ": >f; VAULT encrypt f --vault-id d@pw; VAULT decrypt f --vault-id d@pw; wc -c <f"),
        (
            "rekey",
            "VAULT encrypt f g --vault-id d@pw; chmod 640 f; VAULT rekey f g --vault-id d@pw --new-vault-password-file pw2; head -qn 1 f g; stat -c %a f; VAULT view f g --vault-password-file pw2"
        ),
        (
            "rekey to an id",
            "VAULT encrypt f --vault-password-file pw; VAULT rekey f --vault-password-file pw --new-vault-id n@pw2; head -n 1 f; VAULT view f --vault-id n@pw2"
        ),
        (
            "rekey to an unknown id",
            "VAULT encrypt f --vault-id d@pw; cp f g; VAULT rekey f --vault-id d@pw --new-vault-id n@pw2 --encrypt-vault-id m; echo $?; cmp f g"
        ),
        (
            "rekey with a wrong password",
            "VAULT encrypt f --vault-id d@pw; cp f g; VAULT rekey f --vault-id d@pw2 --new-vault-id n@pw2; echo $?; cmp f g"
        ),
        (
            "edit",
            "VAULT encrypt f --vault-id d@pw; chmod 640 f; VAULT edit f --vault-id e@pw; head -n 1 f; stat -c %a f; VAULT view f --vault-id d@pw"
        ),
        (
            "edit by a link",
            "VAULT encrypt f --vault-id d@pw; ln -s f l; VAULT edit l --vault-id d@pw; test -L l && VAULT view f --vault-id d@pw"
        ),
        (
            "edit nothing",
            "VAULT encrypt f --vault-id d@pw; cp f g; EDITOR=true VAULT edit f --vault-id d@pw; cmp f g && echo same"
        ),
        (
            "edit with arguments",
            "VAULT encrypt f --vault-id d@pw; EDITOR='./editor \"a b\" -x' VAULT edit f --vault-id d@pw; VAULT view f --vault-id d@pw"
        ),
        ("edit what is missing", "VAULT edit nothing --vault-id d@pw; echo $?; ls"),
        (
            "create",
            "VAULT create new/n.yml --vault-id d@pw --skip-tty-check; stat -c %a new new/n.yml; VAULT view new/n.yml --vault-id d@pw"
        ),
        ("create what is there", "VAULT create f --vault-id d@pw --skip-tty-check >o || cat f"),
        ("create without a terminal", "VAULT create n --vault-id d@pw >o || ls"),
        ("encrypt a text", "VAULT encrypt_string --vault-id d@pw 's3cret' --name v | head -n 2"),
        ("encrypt a text without a name", "VAULT encrypt_string --vault-password-file pw 's3cret' | head -n 2"),
        (
            "encrypt texts",
            "VAULT encrypt_string --vault-id d@pw one two three --name a --name b | grep -v '^          [0-9]'"
        ),
        (
            "encrypt a text of input",
            "printf in | VAULT encrypt_string --vault-id d@pw --stdin-name s -n a arg | grep -v '^          [0-9]'"
        ),
        ("encrypt a text of a dash", "printf in | VAULT encrypt_string --vault-id d@pw - | head -n 2"),
        ("encrypt a text to a file", "VAULT encrypt_string --vault-id d@pw x --output o; head -n 2 o"),
        ("encrypt an empty text", "VAULT encrypt_string --vault-id d@pw '' >o || echo refused"),
        ("encrypt no input", "VAULT encrypt_string --vault-id d@pw >o || echo refused"),
    ]

    private static let files = [
        "f": "user: déploy\npw: x\n", "g": "second\n", "pw": "pass word\n", "pw2": "other\n",
        "ansible.cfg": "[defaults]\n",
        "my-client.sh": "#!/bin/sh\necho \"$1 $2\"\n",
        "editor": "#!/bin/sh\nfor file; do :; done\necho \"edited: $#\" >>\"$file\"\n",
    ]

    @Test(arguments: scripts.indices) func `both tools leave the same files`(index: Int) async throws {
        let (title, script) = Self.scripts[index]
        let ours = try await run(script, with: "\(Swiftplay.path) vault")
        let theirs = try await run(script, with: Self.ansibleVault)
        #expect(ours.output == theirs.output, "\(title): \(ours.errors)\n\(theirs.errors)")
        #expect(!ours.output.isEmpty, "\(title): \(ours.errors)")
    }

    @Test(arguments: [false, true]) func `each tool decrypts what the other has encrypted`(oursFirst: Bool) async throws
    {
        let tools = ["\(Swiftplay.path) vault", Self.ansibleVault]
        let (first, second) = oursFirst ? (tools[0], tools[1]) : (tools[1], tools[0])
        let script = """
            FIRST encrypt f --vault-id d@pw && SECOND view f --vault-id d@pw
            FIRST encrypt g --vault-password-file pw && SECOND decrypt g --vault-password-file pw && cat g
            { echo a: 1; FIRST encrypt_string --vault-id d@pw 'in line' --name v; } >vars.yml
            sed -n 's/^          //p' vars.yml | SECOND decrypt --vault-id d@pw
            """.replacing("SECOND", with: second)
        let found = try await run(script.replacing("FIRST", with: "VAULT"), with: first)
        #expect(found.output == "user: déploy\npw: x\nsecond\nin line", "\(found.errors)")
    }

    @Test(
        "files that ansible-vault reads are read",
        arguments: [
            "s/$/\\r/", "G", "1!y/abcdef/ABCDEF/", "1s/;/ ; /g", "1s/$/  /", "$s/$/\\n\\n/", "1s/;d$//", "1s/1.2/1.1/",
            "1s/;d$/;d;x/", "1s/;d$/; d /", "1s/;d$/;/", "2,${s/.\\{40\\}/&\\n/g}",
        ])
    func variants(edit: String) async throws {
        let script = "VAULT encrypt f --vault-id d@pw; sed -i '\(edit)' f; VAULT view f --vault-id d@pw"
        let ours = try await run(script, with: "\(Swiftplay.path) vault")
        let theirs = try await run(script, with: Self.ansibleVault)
        #expect(ours.output == theirs.output && !theirs.output.isEmpty, "\(ours.errors)\n\(theirs.errors)")
    }

    private static let ansibleVault =
        URL(filePath: Checkout.ansible ?? "").deletingLastPathComponent().path + "/ansible-vault"

    /// Runs a script in a folder of its own; `VAULT` in it is a tool.
    private func run(_ script: String, with tool: String) async throws -> Finished {
        let project = try Project(Self.files)
        defer { project.remove() }
        let setUp = "chmod +x editor my-client.sh; umask 022; "
        return try await Program(
            "/bin/sh", ["-c", setUp + script.replacing("VAULT ", with: tool + " ")], in: project.path,
            environment: [
                "EDITOR": "./editor", "HOME": project.path, "ANSIBLE_CONFIG": project.path + "/ansible.cfg",
                "TMPDIR": project.path, "LC_ALL": "C.UTF-8",
            ], without: ["XDG_RUNTIME_DIR"]
        ).finish()
    }
}
