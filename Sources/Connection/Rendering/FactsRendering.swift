import ModuleKit
import Values

/// What a host tells about itself: one frame for all topics asked for.
enum FactsRendering {
    static func group(_ topics: Set<FactTopic>, at place: Int) -> QueryGroup {
        let topics = topics.sorted { $0.rawValue < $1.rawValue }
        // The environment is shown as it is; the rest speaks the C locale.
        let first = topics.filter { $0 == .environment }
        let calls = first.map(call) + ["sp_own\n"] + topics.filter { $0 != .environment }.map(call)
        var frame = Frame(calls.reduce("", +), needs: [.facts])
        frame.limits = OutputCapture.Limits(head: 64 << 20, tail: 0)
        return QueryGroup(frames: [frame]) { replies in
            [place: .facts(Facts.read(replies[0].output.bytes, topics))]
        }
    }

    private static func call(_ topic: FactTopic) -> ShellText {
        "printf 'topic\\0%s\\0' \(topic.rawValue); sp_fact_\(ShellText(topic.rawValue))\n"
    }
}
