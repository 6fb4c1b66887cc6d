import Runner
import Testing
import Values

@testable import Report

@Suite struct InventoryOrderTests {
    private let header = TaskHeader(name: "task", module: "command")

    private func results(_ events: [RunEvent]) -> [String] {
        var order = InventoryOrder()
        return events.flatMap { order.take($0) }.compactMap { event in
            switch event {
            case .taskStarted: "start"
            case .taskFinished(let report): report.host
            case .itemFinished(let report, _): "\(report.host) item"
            case .finished: "end"
            default: nil
            }
        }
    }

    private func done(_ host: String) -> RunEvent { .taskFinished(report(.ok, host: host)) }

    @Test func `a host waits for those before it`() {
        let start = RunEvent.taskStarted(header, hosts: ["a", "b", "c"])
        #expect(results([start, done("c"), done("a"), done("b")]) == ["start", "a", "b", "c"])
        #expect(results([start, done("b"), done("c")]) == ["start"])
        #expect(results([start, done("b"), .finished(RunSummary())]) == ["start", "b", "end"])
    }

    @Test func `the first host's items are shown at once, others' with their host`() {
        let start = RunEvent.taskStarted(header, hosts: ["a", "b"])
        let items = ["b", "a"].map { RunEvent.itemFinished(report(.ok, host: $0), label: 1) }
        #expect(results([start] + items) == ["start", "a item"])
        #expect(results([start] + items + [done("b"), done("a")]) == ["start", "a item", "a", "b item", "b"])
    }

    @Test func `with strategy free nothing waits`() {
        let play = RunEvent.playStarted(PlayHeader(name: "p", hosts: ["a", "b"], isInterleaved: true))
        let start = RunEvent.taskStarted(header, hosts: ["a"])
        #expect(results([play, start, done("b"), done("a")]) == ["start", "b", "a"])
    }
}
