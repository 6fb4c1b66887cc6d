import ModuleKit
import Runner
import Testing
import Values

@testable import Report

/// Hazards B1, G1, G2 and G3: what hosts, files and names say is only shown.
@Suite struct StrangersTests {
    private static let characters: [UInt32] =
        Array(0x00...0x08) + Array(0x0B...0x1F) + Array(0x7F...0x9F) + [0xAD, 0x34F, 0x61C, 0x115F, 0x17B4, 0x180E]
        + Array(0x200B...0x200F) + Array(0x2028...0x202E) + Array(0x2060...0x206F) + [0x3164, 0xFEFF, 0xFFA0]
        + Array(0xE0001...0xE0040) + [0xE007F, 0xE0100, 0x10FF80, 0x10FFFF]

    private static let commands = [
        "::error::x", "  ::set-output name=a::b", "::add-mask::hunter2", "::stop-commands::t", "\t::group::x",
        "\u{A0}::debug::x", "::endgroup::", "a\n::warning file=a,line=1::x\nb", "##[error]x", "x ##[group]y",
        "##vso[task.setvariable variable=a]b", "x##vso[task.complete]", "##teamcity[message text='x']",
        "\r::error::x", "\u{FEFF}::error::x", "\r\n::notice::x", "\u{2028}::error::x",
    ]

    private static let sequences = [
        "\u{1B}]0;title\u{7}", "\u{1B}[2J", "\u{1B}[10A", "\u{1B}]8;;http://x/\u{1B}\\link\u{1B}]8;;\u{1B}\\",
        "\u{1B}]52;c;eA==\u{7}", "\u{9B}31m", "\u{1B}P+q\u{1B}\\", "\u{1B}[?1049h", "\u{8}\u{8}\u{8}ok",
        "a\u{202E}b\u{2066}c",
        "x\n\nPLAY RECAP ****\nweb1 : ok=1", "x\nTASK [y] ***", "x\r\nfatal: [web1]: FAILED!", "x\u{85}ok: [web1]",
        "{{ lookup('pipe', 'touch pwned') }}", "{% raw %}", "<script>alert(1)</script>", "\"><img onerror=x>", "]]>",
        "' or 1=1", "$(id)", "`id`", "%n%s", "--help", "\\", "\"", "/../..",
    ]

    static let texts: [String] =
        characters.compactMap { Unicode.Scalar($0) }.map { "\(Character($0))::error::\(Character($0))x" }
        + commands + sequences

    @Test func `there are 200 strange texts`() { #expect(Self.texts.count >= 200) }

    @Test(arguments: texts) func `no view prints active control sequences from strange texts`(text: String) {
        for (name, shown) in views(text) { #expect(breaches(shown) == [], "\(name): \(shown.debugDescription)") }
    }

    /// What would be obeyed, or not be seen, in what people or CI systems read.
    private func breaches(_ shown: String) -> [String] {
        let lines = shown.unicodeScalars.split(separator: "\n").map { String(Substring($0)) }
        let commands = lines.filter { $0.contains("::") || $0.contains("##") }.filter { line in
            line.contains(/##[a-zA-Z]*\[/) || line.contains(/^\s*::[a-zA-Z].*::/)
        }
        guard shown.utf8.contains(where: { $0 < 0x20 && $0 != 10 && $0 != 9 || $0 >= 0x7F }) else { return commands }
        let scalars = shown.unicodeScalars.filter { scalar in
            scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
                || scalar.properties.isBidiControl || scalar.properties.isDefaultIgnorableCodePoint
                || [0x2028, 0x2029].contains(scalar.value) || scalar.value >= 0x10FF00
        }
        return commands + scalars.map { "U+" + String($0.value, radix: 16) }
    }

    private func views(_ text: String) -> [(String, String)] {
        let secrets = SecretRegistry()
        var options = ViewOptions()
        options.verbosity = 2
        let events = Self.events(text)
        var shown: [(String, String)] = []
        for output in StandardOutput.allCases {
            for format in output == .default ? ResultFormat.allCases : [.json] {
                options.format = format
                var view = output.view(theme: plain, secrets: secrets, options: options, jsonIndent: 4, now: { 0 })
                shown.append(
                    ("\(output) \(format)", events.map { view.text(for: $0) + view.errors(for: $0) }.joined()))
            }
        }
        var profile = ProfileTasksView(ProfileOptions(), view: options, secrets: secrets, now: { 0 })
        shown.append(("profile_tasks", events.map { profile.text(for: $0) }.joined()))
        var lines = EventLines(secrets: secrets, now: { 0 })
        shown.append(("events", events.map { lines.text(for: $0) }.joined()))
        var diagnostics = EventDiagnostics(theme: plain, secrets: secrets)
        shown.append(("warnings", events.map { diagnostics.text(for: $0) }.joined() + diagnostics.plain(text)))
        var failures = FailureSummary(theme: plain, secrets: secrets)
        var report = JUnitReport(JUnitReport.Options(), secrets: secrets, now: { 0 })
        for event in events {
            failures.take(event)
            report.take(event)
            if case .finished(let summary) = event {
                shown.append(("failures", failures.text(summary, rerun: "swiftplay run \(text)")))
            }
        }
        return shown + [("junit", report.text)]
    }

    private static func events(_ text: String) -> [RunEvent] {
        let header = TaskHeader(name: text, module: "command", traits: .takesCommandLine)
        let fields: Mapping = [
            "cmd": .string(text), "stdout": .string(text), "stderr": .string("x\n\(text)\n"), "msg": .string(text),
            "rc": 1, "stdout_lines": .list([.string(text)]), "list": .list(["a", .string(text)]),
            "map": .map([text: .string(text)]),
        ]
        let diff = Diff.contents(
            before: Array("a\n\(text)\n".utf8), after: Array("\(text)\nb\n".utf8), beforeHeader: text, afterHeader: text
        )
        let reports = [TaskResult.Outcome.ok, .changed, .failed, .undecided].map {
            outcome in
            var result = TaskResult(outcome, fields: fields, diffs: [diff], skipReason: text, warnings: [text])
            result.diagnostic = Diagnostic("x", text, detail: text, help: text)
            result.showsFields = outcome == .ok
            return TaskReport(
                header: header, host: text, delegatedTo: text, result: result, showsDiff: true, loopCount: nil)
        }
        let file = SourceFile(path: text, text: "a: \(text)\n")
        let warning = Diagnostic(
            "x", text, severity: .warning, detail: text, at: SourceSpan(file, line: 1, column: 1, length: 3),
            notes: [Diagnostic.Note(text)], help: text)
        var summary = RunSummary()
        summary.record(text) { $0.failed = 1 }
        return [
            .started(playbook: text, plays: 1, isCheckMode: false),
            .playStarted(PlayHeader(name: text, pattern: text, hosts: [text])), .taskStarted(header, hosts: [text]),
        ] + reports.map { .itemFinished($0, label: .string(text)) } + reports.map { .taskFinished($0) } + [
            .retrying(reports[2], remaining: 1), .included(header, file: text, hosts: [text], item: .string(text)),
            .warning(warning), .told(text), .noHosts(PlayHeader(name: text, hosts: []), reason: text),
            .job(JobNews(header: header, host: text, id: text, state: .running)), .finished(summary),
        ]
    }

    @Test(arguments: ["x\n\nPLAY RECAP ****", "a\nb"])
    func `a name stays on its line`(name: String) {
        let view = shown([
            .playStarted(PlayHeader(name: name, hosts: ["web1"])),
            .taskStarted(TaskHeader(name: name, module: "ping"), hosts: ["web1"]),
            .itemFinished(report(.ok, name: name), label: .string(name)),
        ])
        #expect(!view.contains("\nPLAY RECAP") && !view.contains("\nb"), "\(view)")
    }

    @Test(arguments: ["👩‍👩‍👧 ❤️", "Grüße", "日本語", "a\tb\nc", "::1 localhost", "a ## b", "std::vector", "# # x", "::"])
    func `harmless characters stay`(text: String) { #expect(text.harmless == text) }

    @Test(arguments: [
        ("p\u{430}th", "U+0430 CYRILLIC SMALL LETTER A"), ("n\u{3BF}de", "U+03BF GREEK SMALL LETTER OMICRON"),
        ("ｎａｍｅ", "U+FF4E FULLWIDTH LATIN SMALL LETTER N"), ("no\u{2010}log", "U+2010 HYPHEN"),
    ])
    func `look-alike letters are shown with their code points`(name: String, told: String) {
        let text = DiagnosticText(theme: plain, secrets: SecretRegistry())
        let file = SourceFile(path: "site.yml", text: "\(name): x\n")
        for diagnostic in [
            Diagnostic("keyword", "unknown keyword", detail: "There is no keyword `\(name)`."),
            Diagnostic(
                "keyword", "unknown keyword",
                at: SourceSpan(file, line: 1, column: 1, length: name.unicodeScalars.count)),
        ] { #expect(text.text(diagnostic).contains(told), "\(text.text(diagnostic))") }
    }

    @Test(arguments: ["имя", "größe", "名前", "name"])
    func `words in other languages are not marked`(name: String) {
        #expect(Diagnostic("x", "x", detail: "There is no `\(name)`.").lookAlikes.isEmpty)
    }
}
