import ArgumentParser

/// How a run goes.
struct ControlOptions: ParsableArguments {
    @Flag(name: [.customShort("C"), .long], help: "Change nothing; report what would change.")
    var check = false

    @Flag(name: [.customShort("D"), .long], help: ArgumentHelp(\.output.diff))
    var diff = false

    @Option(
        name: [.customShort("f", allowingJoined: true), .long],
        help: ArgumentHelp(\.connection.forks, valueName: "count"))
    var forks: Int?

    @Flag(name: .customLong("look-ahead"), inversion: .prefixedNo, help: "Query hosts ahead for later tasks.")
    var lookAhead = true

    @Option(
        name: [.customShort("M", allowingJoined: true), .customLong("module-path")],
        help: ArgumentHelp("Where custom modules are; they run only with --allow-python.", valueName: "folder"))
    var modulePath: [String] = []

    @Flag(name: .customLong("allow-python"), help: ArgumentHelp(\.playbook.allowsPython))
    var allowPython = false

    mutating func validate() throws {
        if let forks, forks < 1 { throw ValidationError("--forks must be at least 1.") }
    }
}
