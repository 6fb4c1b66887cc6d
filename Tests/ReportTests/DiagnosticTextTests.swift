import Testing
import Values

@testable import Report

@Suite struct DiagnosticTextTests {
    private let file = SourceFile(path: "site.yml", text: "- hosts: all\n\ttasks: hush-hush\n  wörd: x\n")

    private func text(_ diagnostic: Diagnostic, secrets: SecretRegistry = SecretRegistry()) -> String {
        DiagnosticText(theme: plain, secrets: secrets).text(diagnostic)
    }

    @Test func `summary, place, detail, second place, remedy`() {
        let diagnostic = Diagnostic(
            "keyword", "unknown keyword", detail: "There is no `hosts`.\nReally.",
            at: SourceSpan(file, line: 1, column: 3, length: 5),
            notes: [Diagnostic.Note("first occurrence here", at: SourceSpan(file, line: 3, column: 3, length: 4))],
            help: "did you mean `host`?")
        #expect(
            text(diagnostic) == """
                error[keyword]: unknown keyword
                  --> site.yml:1:3
                1 | - hosts: all
                  |   ^^^^^
                  There is no `hosts`.
                  Really.
                  note: first occurrence here
                  --> site.yml:3:3
                3 |   wörd: x
                  |   ^^^^
                  help: did you mean `host`?

                """)
    }

    @Test func `a secret in the excerpt is masked and the caret still right`() {
        let secrets = SecretRegistry()
        secrets.register("hush-hush")
        let diagnostic = Diagnostic("x", "x", at: SourceSpan(file, line: 2, column: 9, length: 9))
        #expect(
            text(diagnostic, secrets: secrets).hasSuffix(
                """
                2 |  tasks: *********
                  |         ^^^^^^^^^

                """))
    }

    @Test func `decrypted contents are never quoted`() {
        let vaulted = SourceFile(path: "secret.yml", text: "password:\"hush\"\n", isVaulted: true)
        let diagnostic = Diagnostic("x", "x", at: SourceSpan(vaulted, line: 1, column: 1))
        #expect(text(diagnostic) == "error[x]: x\n  --> secret.yml:1:1\n")
    }

    @Test(arguments: [(4, 1), (3, 60), (99, 1)])
    func `positions beyond the text are harmless`(line: Int, column: Int) {
        #expect(
            text(Diagnostic("x", "x", at: SourceSpan(file, line: line, column: column, length: 5))).hasPrefix("error"))
    }

    @Test func `severities differ by word`() {
        #expect(text(Diagnostic("x", "y", severity: .warning)) == "warning[x]: y\n")
        #expect(text(Diagnostic("x", "y", severity: .notice)) == "notice[x]: y\n")
    }

    @Test func `control characters are shown`() {
        let evil = SourceFile(path: "a.yml", text: "x\u{1B}[2J: y")
        let shown = text(
            Diagnostic("x", "y", detail: "\u{1B}[31m", at: SourceSpan(evil, line: 1, column: 1, length: 1)))
        #expect(!shown.contains("\u{1B}"))
    }
}
