import Testing

/// The same playbook on two equal hosts, looking ahead on one and turn after turn on the other.
@Suite(
    .enabled(if: Checkout.hasLab && Checkout.hasService, "scripts/test starts hosts and builds the service"),
    .serialized, .hosts(("look-ahead", .python), ("turn-by-turn", .python)), .timeLimit(.minutes(8)))
struct LookAheadOnHostsTests {
    @Test(arguments: [true, false]) func `looking ahead changes neither reports nor hosts`(isFirst: Bool) async throws {
        let playbook = "Tests/ParityTests/playbook.yml"
        async let aheadFinished = Runs.ours(playbook, on: "look-ahead", ["first_run": isFirst])
        async let plainFinished = Runs.ours(
            playbook, on: "turn-by-turn", ["first_run": isFirst], options: ["--no-look-ahead"])
        let (ahead, plain) = try await (aheadFinished, plainFinished)
        #expect(ahead.code == 0, "\(ahead.all)")
        #expect(plain.code == 0, "\(plain.all)")
        #expect(Report(ahead.output).recap == Report(plain.output).recap)
        #expect(Report(ahead.output).results == Report(plain.output).results)
        let differences = try await TwinState.differences(ours: "look-ahead", theirs: "turn-by-turn")
        #expect(differences == [])
    }
}
