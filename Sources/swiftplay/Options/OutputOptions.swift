import ArgumentParser

/// What is shown.
struct OutputOptions: ParsableArguments {
    @Flag(name: .short, help: "Show more; -vv and -vvv show still more.")
    var verbose: Int

    @Option(
        name: .customLong("events"),
        help: ArgumentHelp("Also write each event as a line of JSON to this file.", valueName: "file"))
    var events: String?
}
