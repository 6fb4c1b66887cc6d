import Runner
import Testing
import Values

@testable import Report

/// Hazard G3: each line is a JSON object, whatever the text in it.
@Suite struct EventLinesTests {
    private let events: [RunEvent] = {
        let evil = "a\nb\u{2028}c\u{2029}\u{0}\"\\\u{1B}\u{FFFD}\u{DC}é"
        let header = TaskHeader(name: evil, role: evil, module: "x")
        var hidden = report(.changed, ["stdout": "hidden"])
        hidden.isHidden = true
        return [
            .playStarted(PlayHeader(name: evil, hosts: [evil])), .taskStarted(header, hosts: [evil]),
            .itemFinished(report(.ok, ["stdout": .string(evil)], host: evil), label: .string(evil)),
            .taskFinished(report(.failed, ["msg": .string(evil), "n": 1.5, "list": [nil, true]])),
            .itemFinished(hidden, label: "hidden"), .retrying(hidden, remaining: 2),
            .included(header, file: evil, hosts: [evil], item: ["k": .string(evil)]),
            .warning(Diagnostic("x", "y", detail: evil)), .noHosts(PlayHeader(name: evil, hosts: []), reason: evil),
            .finished(RunSummary()),
        ]
    }()

    private func lines() -> [String] {
        var view = EventLines(secrets: SecretRegistry(), now: { 1.5 })
        return events.map { view.text(for: $0) }
    }

    @Test func `each event is one line of JSON`() throws {
        for line in lines() {
            #expect(line.hasSuffix("\n"))
            #expect(line.unicodeScalars.dropLast().allSatisfy { (0x20..<0x7F).contains($0.value) })
            let value = try JSONReader.read(SourceFile(path: "event", text: line)).value
            #expect(value.map?["time"] == 1.5)
            #expect(value.map?["event"]?.text != nil)
        }
    }

    @Test func `events can be read back`() throws {
        let value = try JSONReader.read(SourceFile(path: "event", text: lines()[2])).value
        guard case .itemFinished(let report, let label) = events[2] else { return }
        #expect(value.map?["result"]?.map?["stdout"] == report.result.returned["stdout"])
        #expect(value.map?["item"] == label)
    }

    @Test func `hidden results are left out`() {
        #expect(!lines().joined().contains("hidden"))
    }

    @Test func `secrets are masked`() {
        let secrets = SecretRegistry()
        secrets.register("hush-hush")
        var view = EventLines(secrets: secrets, now: { 0 })
        let fields: Mapping = ["msg": "a hush-hush b", "hush-hush": ["x": "hush-hush"]]
        let line = view.text(for: .taskFinished(report(.ok, fields, name: "hush-hush")))
        #expect(!line.contains("hush-hush"))
    }
}
