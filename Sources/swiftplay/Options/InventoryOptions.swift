import ArgumentParser

/// Which hosts.
struct InventoryOptions: ParsableArguments {
    @Option(
        name: [.customShort("i", allowingJoined: true), .customLong("inventory"), .customLong("inventory-file")],
        help: ArgumentHelp(\.inventory.sources, valueName: "source"))
    var inventory: [String] = []

    @Option(
        name: [.customShort("l", allowingJoined: true), .long],
        help: ArgumentHelp("Use only the hosts that match this pattern.", valueName: "pattern"))
    var limit: String?
}
