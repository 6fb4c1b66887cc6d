import ModuleKit
import Testing
import Values

@testable import Report

@Suite struct DiffTests {
    private func text(_ before: String?, _ after: String?, secrets: SecretRegistry = SecretRegistry()) -> String {
        let diff = Diff.contents(
            before: before.map { Array($0.utf8) }, after: after.map { Array($0.utf8) }, beforeHeader: "/a",
            afterHeader: "/a")
        return DiffText(theme: plain, secrets: secrets).text([diff])
    }

    private func hunks(_ before: String, _ after: String) -> String {
        UnifiedDiff(before: before, after: after).text { line, _ in String(line) }
    }

    @Test(arguments: [
        ("", "a\n", "@@ -0,0 +1 @@\n+a\n"), ("a\n", "", "@@ -1 +0,0 @@\n-a\n"), ("a\n", "a\n", ""),
        ("a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n"),
        ("a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"),
        ("a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
        ("a\nb", "a\nc", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"),
        (
            "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n"
        ),
        (
            "a\n1\n2\n3\n4\n5\n6\n7\n8\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\n8\nB\n",
            "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -7,4 +7,4 @@\n 6\n 7\n 8\n-b\n+B\n"
        ),
        ("a\r\n", "b\r\n", "@@ -1 +1 @@\n-a\r\n+b\r\n"),
    ]) func `hunks are those of diff(1)`(before: String, after: String, expected: String) {
        #expect(hunks(before, after) == expected)
    }

    @Test func `headers name both sides, an empty line ends it`() {
        #expect(text("a\n", "b\n") == "--- before: /a\n+++ after: /a\n@@ -1 +1 @@\n-a\n+b\n\n")
        #expect(text(nil, "b\n") == "--- before: /a\n+++ after: /a\n@@ -0,0 +1 @@\n+b\n\n")
    }

    @Test func `binary contents are shown by size and digest`() {
        let told = text("a\u{0}", "b")
        #expect(told.contains("2 bytes → 1 bytes"))
        #expect(!told.contains("\u{0}"))
    }

    @Test func `secrets are masked on both sides`() {
        let secrets = SecretRegistry()
        secrets.register("hush-hush")
        let told = text("x\nhush-hush\n", "y\nhush-hush too\n", secrets: secrets)
        #expect(!told.contains("hush-hush"))
        #expect(told.contains("-x\n-********\n+y\n+******** too\n"))
    }

    @Test func `control characters are shown`() {
        #expect(text("a\n", "\u{1B}[2Jb\r\n").contains("+\\x1b[2Jb\\x0d\n"))
    }

    @Test func `attributes are shown as a mapping`() {
        let diff = Diff.attributes([Diff.Attribute("mode", before: "0644", after: "0600")], path: RemotePath("/a"))
        #expect(
            DiffText(theme: plain, secrets: SecretRegistry()).text([diff]) == """
                --- before
                +++ after
                @@ -1,4 +1,4 @@
                 {
                -    "mode": "0644",
                +    "mode": "0600",
                     "path": "/a"
                 }


                """)
    }
}
