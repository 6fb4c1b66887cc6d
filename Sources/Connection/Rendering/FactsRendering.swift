import ModuleKit
import Values

/// What a host tells about itself: one frame for all topics asked for.
enum FactsRendering {
    /// Programs of others may be among them, as those of `facts.d`.
    private static let patience = 120.0

    static func group(_ topics: Set<FactTopic>, localFacts: RemotePath, at index: Int) -> QueryGroup {
        let topics = topics.sorted { $0.rawValue < $1.rawValue }
        // The environment is shown as it is; the rest speaks the C locale.
        let first = topics.filter { $0 == .environment }
        let rest = topics.filter { $0 != .environment }
        let calls = (first + rest).map { call($0, localFacts) }
        let text = calls.prefix(first.count).reduce("", +) + "sp_own\n" + calls.dropFirst(first.count).reduce("", +)
        var frame = Frame(text, needs: [.facts])
        frame.limits = OutputCapture.Limits(head: 64 << 20, tail: 0)
        return QueryGroup([index], frames: [frame], patience: patience) { replies in
            [index: .facts(Facts.read(replies[0].output.bytes, topics))]
        }
    }

    private static func call(_ topic: FactTopic, _ localFacts: RemotePath) -> ShellText {
        let words: ShellText = topic == .local ? " \(localFacts)" : ""
        return "printf 'topic\\0%s\\0' \(topic.rawValue); sp_fact_\(ShellText(topic.rawValue))\(words)\n"
    }
}
