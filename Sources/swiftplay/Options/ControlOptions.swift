import ArgumentParser

/// How a run goes.
struct ControlOptions: ParsableArguments {
    @Flag(name: [.customShort("C"), .long], help: "Change nothing; tell what would change.")
    var check = false

    @Flag(name: [.customShort("D"), .long], help: "Show the differences in files.")
    var diff = false

    @Option(
        name: [.customShort("f", allowingJoined: true), .long],
        help: ArgumentHelp("How many hosts are worked on at once.", valueName: "count"))
    var forks: Int?

    @Flag(name: .customLong("look-ahead"), inversion: .prefixedNo, help: "Ask hosts for later tasks ahead of time.")
    var lookAhead = true

    @Option(
        name: [.customShort("M", allowingJoined: true), .customLong("module-path")],
        help: ArgumentHelp("Where modules of one's own lie, which are named but do not run.", valueName: "folder"))
    var modulePath: [String] = []

    mutating func validate() throws {
        if let forks, forks < 1 { throw ValidationError("--forks must be 1 or more.") }
    }
}
