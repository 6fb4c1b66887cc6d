import Foundation
import Testing

/// What a person sees and types at a terminal.
@Suite struct TerminalTests {
    private func project(_ tasks: String, play: String = "") throws -> Project {
        try Project([
            "hosts": "h1 ansible_connection=local\n",
            "site.yml": "- hosts: all\n  gather_facts: false\n\(play)  tasks:\n"
                + tasks.split(separator: "\n").map { "    \($0)\n" }.joined(),
        ])
    }

    private static let three = """
        - { name: one, command: touch one }
        - { name: two, command: touch two }
        - { name: three, command: touch three }
        """

    @Test(arguments: [
        (["y\r", "n\r", "y\r"], ["one", "three"]), (["\r", "c\r"], ["two", "three"]), (["n\r", "no\r", "N\r"], []),
        (["continue\r"], ["one", "two", "three"]), (["yes\r", "what\r", "Y\r"], ["one", "three"]),
    ])
    func `step asks before each task`(answers: [String], done: [String]) async throws {
        let project = try project(Self.three)
        defer { project.remove() }
        let run = try TerminalProgram(["run", "site.yml", "-ihosts", "--step"], in: project.path)
        for (index, answer) in answers.enumerated() {
            try await run.answer("(N)o/(y)es/(c)ontinue", index + 1, with: answer)
        }
        let end = await run.finish()
        #expect(end.code == 0, "\(end.screen)")
        #expect(["one", "two", "three"].filter { Checkout.exists("\(project.path)/\($0)") } == done, "\(end.screen)")
        #expect(end.screen.contains("Perform task: TASK: one (N)o/(y)es/(c)ontinue: "), "\(end.screen)")
    }

    private static let prompts = """
          vars_prompt:
            - { name: release, prompt: Which release, private: false }
            - { name: colour, prompt: Which colour, private: false, default: blue }
            - { name: token, prompt: The token, confirm: true }
            - { name: hashed, encrypt: sha512_crypt, salt: abcdefgh }
            - { name: given, prompt: Never asked }

        """

    @Test func `vars_prompt asks, hides private input, and asks again if two answers differ`() async throws {
        let project = try project(
            """
            - debug: { msg: "{{ release }} {{ colour }} {{ token | length }} {{ given }}" }
            - copy: { content: "{{ token }} {{ hashed }}", dest: "{{ playbook_dir }}/told" }
            """, play: Self.prompts)
        defer { project.remove() }
        let run = try TerminalProgram(["run", "site.yml", "-ihosts", "-egiven=yes", "--diff"], in: project.path)
        try await run.answer("Which release: ", with: "2.0\n")
        try await run.answer("Which colour [blue]: ", with: "\n")
        try await run.answer("The token: ", with: "first-guess\n")
        try await run.answer("confirm The token: ", with: "second-guess\n")
        try await run.answer("The token: ", 3, with: "hush-hush-1\n")
        try await run.answer("confirm The token: ", 2, with: "hush-hush-1\n")
        try await run.answer("input for hashed: ", with: "plain-words\n")
        let end = await run.finish()
        #expect(end.code == 0 && end.screen.contains("\"msg\": \"2.0 blue 11 yes\""), "\(end.screen)")
        #expect(end.screen.contains("The two answers differ.") && !end.screen.contains("Never asked"), "\(end.screen)")
        for secret in ["first-guess", "hush-hush-1", "plain-words"] { #expect(!end.screen.contains(secret)) }
        let told = try String(contentsOfFile: project.path + "/told", encoding: .utf8)
        #expect(told.hasPrefix("hush-hush-1 $6$") && told.contains("$abcdefgh$"), "\(told)")
    }

    @Test func `Ctrl-C at a prompt ends the run before anything is done`() async throws {
        let project = try project(Self.three, play: "  vars_prompt: [{ name: token, prompt: The token }]\n")
        defer { project.remove() }
        let run = try TerminalProgram(["run", "site.yml", "-ihosts"], in: project.path)
        try await run.answer("The token: ", with: "half\u{3}")
        let end = await run.finish()
        #expect(end.code == 130 && !end.screen.contains("TASK"), "\(end.screen)")
        #expect(!Checkout.exists(project.path + "/one"))
    }

    @Test func `a long task shows a line with its hosts, which disappears when it is done`() async throws {
        let project = try project("- { name: quick, command: echo }\n- { name: slow, command: sleep 4 }")
        defer { project.remove() }
        let run = try TerminalProgram(["run", "site.yml", "-ihosts"], in: project.path, columns: 40)
        let end = await run.finish()
        #expect(end.code == 0, "\(end.screen)")
        let live = end.screen.matches(of: /\r\u{1B}\[K(\d+) s: (\w+) on h1/).map { "\($0.2) \($0.1)" }
        #expect(live.contains("slow 2") || live.contains("slow 3"), "\(live) \(end.screen)")
        #expect(!live.contains { $0.hasPrefix("quick") }, "\(live)")
        #expect(end.screen.contains("\r\u{1B}[Kchanged: [h1]\n"), "\(end.screen)")
    }

    @Test func `no progress line is shown without a terminal`() async throws {
        let project = try project("- { name: slow, command: sleep 3 }")
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-ihosts")
        #expect(run.code == 0 && !run.all.contains("\u{1B}") && run.errors.isEmpty, "\(run.all)")
    }

    @Test func `headings are as wide as the terminal`() async throws {
        let project = try project("- { name: one, debug: }")
        defer { project.remove() }
        let run = try TerminalProgram(["run", "site.yml", "-ihosts"], in: project.path, columns: 50)
        let end = await run.finish()
        let heading = end.screen.split(separator: "\n").first { $0.hasPrefix("TASK") }
        #expect(heading?.count { $0 == "*" } == 39, "\(end.screen)")
    }
}
