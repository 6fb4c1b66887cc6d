import ArgumentParser

/// Which hosts.
struct InventoryOptions: ParsableArguments {
    @Option(
        name: [.customShort("i", allowingJoined: true), .customLong("inventory"), .customLong("inventory-file")],
        help: ArgumentHelp(
            "A file, directory or program that lists hosts, or a list of hosts with a comma in it. Repeats.",
            valueName: "source"))
    var inventory: [String] = []

    @Option(
        name: [.customShort("l", allowingJoined: true), .long],
        help: ArgumentHelp("Only the hosts that this pattern matches.", valueName: "pattern"))
    var limit: String?
}
