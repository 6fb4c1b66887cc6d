import Foundation
import Testing

/// The same playbook on two equal hosts, by ansible-playbook on one and by swiftplay on the other: the hosts must end
/// as equal as they began, and both programs must have told the same.
@Suite(
    .enabled(if: Checkout.hasLab && Checkout.hasService, "scripts/test starts hosts and builds the service"),
    .enabled(if: Checkout.ansible != nil, "no ansible-playbook beside SWIFTPLAY_PYTHON"),
    .serialized, .hosts(("parity-ours", .python), ("parity-theirs", .python)), .timeLimit(.minutes(12)))
struct ParityTests {
    private static let broad = "Tests/ParityTests/playbook.yml"

    /// - Parameter again: Whether both run a second time, which Ansible takes its time for.
    @Test(arguments: [("playbooks/prod.yml", false), ("playbooks/dev.yml", false), (broad, true)])
    func `a playbook does the same with both programs`(playbook: String, again: Bool) async throws {
        try await compare(playbook, extra: ["first_run": true])
        if again { try await compare(playbook, extra: ["first_run": false]) }
        let differences = try await TwinState.differences(ours: "parity-ours", theirs: "parity-theirs")
        #expect(differences == [])
    }

    /// Both programs at once: the hosts do not share anything.
    private func compare(_ playbook: String, extra: [String: Bool]) async throws {
        async let oursFinished = Runs.ours(playbook, on: "parity-ours", extra)
        async let theirsFinished = Runs.theirs(playbook, on: "parity-theirs", extra)
        let (ours, theirs) = try await (oursFinished, theirsFinished)
        #expect(ours.code == 0, "\(ours.all)")
        #expect(theirs.code == 0, "\(theirs.all)")
        let (mine, others) = (Report(ours.output), Report(theirs.output))
        #expect(mine.recap == others.recap)
        #expect(mine.results.difference(from: others.results).map(\.self).isEmpty, "\(Self.lines(mine, others))")
    }

    private static func lines(_ ours: Report, _ theirs: Report) -> [String] {
        ours.results.difference(from: theirs.results).map { change in
            switch change {
            case .insert(_, let result, _): "swiftplay: \(result)"
            case .remove(_, let result, _): "ansible: \(result)"
            }
        }
    }
}
