import Runner
import Testing
import Values

@testable import Report

/// Views that show each result in a few words, as `swiftplay exec` does.
@Suite struct TerseViewTests {
    private func views(_ secrets: SecretRegistry) -> [any View] {
        let options = ViewOptions()
        return [
            MinimalView(theme: plain, secrets: secrets, options: options),
            OneLineView(theme: plain, secrets: secrets, options: options),
            UnixyView(theme: plain, secrets: secrets, options: options),
        ]
    }

    @Test func `warnings of a task and of its iterations are shown beside the results`() {
        var warning = report(.changed)
        warning.result.warnings = ["the old file had\u{1B}[31m links", "the key is hunter2hunter2"]
        let secrets = SecretRegistry()
        secrets.register("hunter2hunter2")
        for var view in views(secrets) {
            for event in [RunEvent.taskFinished(warning), .itemFinished(warning, label: "a")] {
                let lines = view.errors(for: event).split(separator: "\n")
                #expect(lines.count == 2)
                #expect(lines.allSatisfy { $0.hasPrefix("[WARNING]: ") })
                #expect(lines.allSatisfy { !$0.contains("\u{1B}") && !$0.contains("hunter2") })
            }
        }
    }

    @Test func `no_log hides warnings`() {
        var hidden = report(.changed)
        hidden.result.warnings = ["told"]
        hidden.isHidden = true
        for var view in views(SecretRegistry()) { #expect(view.errors(for: .taskFinished(hidden)).isEmpty) }
    }
}
