import Foundation
import ModuleKit
import Testing
import Values

/// Ansible is tried and compared, never copied: its texts are under another licence.
@Suite struct OwnWordsTests {
    private static let python = ProcessInfo.processInfo.environment["SWIFTPLAY_PYTHON"]
    private static let phrases = "Values/MatchedPhrase.swift"

    /// Where words are an interface: the phrases, and the lines of reports, which programs read.
    private static let formats = [phrases, "Report/"]
    /// Words of other programs, which Ansible's sources hold as well.
    private static let others = [
        "0 upgraded, 0 newly installed, 0 to remove", "No space left on device", "-----BEGIN PGP PUBLIC KEY BLOCK-----",
        "-----END PGP PUBLIC KEY BLOCK-----", "unable to read config file",
    ]

    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/Modules/own_words.py").standardizedFileURL

    /// What of these texts and examples an installed Ansible has as well, one line each.
    private func copies(texts: [[String]], examples: [[String]]) throws -> [String] {
        let python = try #require(Self.python)
        let input = try JSONEncoder().encode(["texts": texts, "examples": examples])
        let output = try LocalShell.run(Command(.arguments([python, Self.script.path]), input: Array(input)))
        try #require(output.exitCode == 0, "\(output.standardError.text)")
        return output.standardOutput.text.split(separator: "\n").map(String.init)
    }

    @Test(.enabled(if: python != nil))
    func `no message, help text or example of ours stands in Ansible's sources`() throws {
        let all = try SourceText.all().filter { text in
            !Self.formats.contains { text.position.hasPrefix($0) } && !Self.others.contains(text.text)
        }
        #expect(all.count > 5000 && all.count(where: \.isExample) > 40)
        let texts = all.filter { !$0.isExample }.map { [$0.position, $0.text] }
        let examples = all.filter(\.isExample).map { [$0.position, $0.text] }
        let copies = try copies(texts: texts, examples: examples)
        #expect(copies == [])
    }

    @Test(
        .enabled(if: python != nil),
        arguments: [
            "Timeout when waiting for search string \0 in \0:\0",
            "You must specify 'job' to install a new cron job or variable",
            "To use cron_file=... parameter you must specify user=... as well",
        ])
    func `a copied message is found`(text: String) throws {
        #expect(try copies(texts: [["x", text]], examples: []).count == 1)
    }

    @Test(
        .enabled(if: python != nil),
        arguments: [
            "- copy: { src: /srv/myfiles/foo.conf, dest: here }", "- user: { name: a, comment: John Doe }",
            "- file: { path: /etc/some_directory, state: directory }",
        ])
    func `a copied value of an example is found`(example: String) throws {
        #expect(try copies(texts: [], examples: [["x", example]]).count == 1)
    }

    @Test func `a phrase that playbooks match is short, and used`() throws {
        #expect(MatchedPhrase.allCases.allSatisfy { $0.rawValue.split(separator: " ").count <= 13 })
        let files = Set(try SourceText.all().map { String($0.position.prefix { $0 != ":" }) })
        let code = try files.filter { $0 != Self.phrases }.map(Self.contents).joined()
        let names = try Self.contents(of: Self.phrases).matches(of: /case (\w+) =/).map(\.output.1)
        #expect(names.filter { !code.contains(".\($0)") } == [])
    }

    private static func contents(of file: String) throws -> String {
        try String(contentsOf: SourceText.sources.appending(path: file), encoding: .utf8)
    }
}
