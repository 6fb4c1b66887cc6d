import ArgumentParser

/// Which hosts.
struct InventoryOptions: ParsableArguments {
    @Option(
        name: [.short, .customLong("inventory"), .customLong("inventory-file")],
        help: ArgumentHelp(
            "A file, directory or program that lists hosts, or a list of hosts with a comma in it. Repeats.",
            valueName: "source"))
    var inventory: [String] = []

    @Option(
        name: [.short, .long], help: ArgumentHelp("Only the hosts that this pattern matches.", valueName: "pattern"))
    var limit: String?
}
