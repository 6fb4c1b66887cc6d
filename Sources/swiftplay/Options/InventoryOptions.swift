import ArgumentParser

/// Which hosts.
struct InventoryOptions: ParsableArguments {
    @Option(
        name: [.customShort("i", allowingJoined: true), .customLong("inventory"), .customLong("inventory-file")],
        help: ArgumentHelp(
            "A file, directory or script that lists hosts, or a comma-separated list of hosts. Can be repeated.",
            valueName: "source"))
    var inventory: [String] = []

    @Option(
        name: [.customShort("l", allowingJoined: true), .long],
        help: ArgumentHelp("Use only the hosts that match this pattern.", valueName: "pattern"))
    var limit: String?
}
