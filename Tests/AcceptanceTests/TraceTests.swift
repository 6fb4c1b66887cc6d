import Foundation
import Testing

/// What `-vvv` and `-vvvv` tell of the way to hosts, and what they never tell.
@Suite struct TraceTests {
    private static let files = [
        "hosts": "h1 ansible_connection=local\n",
        "password": "vault-pass-word\n",
        "site.yml": """
        - hosts: all
          gather_facts: false
          tasks:
            - { name: plain, shell: "echo visible-$((40 + 2))", environment: { TOKEN: "{{ token }}" } }
            - { name: secret, shell: "printf %s {{ token }} | wc -c" }
            - { name: quiet, shell: echo not-to-be-logged, no_log: true }
            - { name: written, copy: { content: "key={{ token }}", dest: "{{ playbook_dir }}/key", mode: "0600" } }
        """,
    ]

    private func run(_ flag: String) async throws -> Finished {
        let project = try Project(Self.files)
        defer { project.remove() }
        let sealed = try await project.run(
            "vault", "encrypt_string", "s3same-open-up", "--name", "token", "--vault-password-file", "password")
        try #require(sealed.code == 0, "\(sealed.all)")
        try project.write(sealed.output, to: "vars.yml")
        return try await project.run(
            "run", "site.yml", "-ihosts", "-e@vars.yml", "--vault-password-file", "password", flag)
    }

    @Test func `vvv shows how hosts are reached and how long each round trip took`() async throws {
        let run = try await run("-vvv")
        #expect(run.code == 0, "\(run.all)")
        #expect(run.errors.contains("<h1> local\n"), "\(run.errors)")
        #expect(run.errors.contains(/<h1> connected after \d+ ms\n/), "\(run.errors)")
        #expect(run.errors.contains(/<h1> \d+ steps and \d+ queries: \d+ ms\n/), "\(run.errors)")
        #expect(!run.errors.contains("printf %s"), "\(run.errors)")
        #expect(!run.all.contains("s3same-open-up"), "\(run.all)")
    }

    @Test func `vvvv shows the shell text without secrets`() async throws {
        let run = try await run("-vvvv")
        #expect(run.code == 0, "\(run.all)")
        #expect(run.errors.contains("visible-$((40 + 2))"), "\(run.errors)")
        #expect(run.errors.contains("********"), "\(run.errors)")
        #expect(run.errors.contains("<h1> | not shown, because the task says no_log\n"), "\(run.errors)")
        for secret in ["s3same-open-up", "vault-pass-word", "not-to-be-logged"] {
            #expect(!run.all.contains(secret), "\(secret): \(run.all)")
        }
    }
}
