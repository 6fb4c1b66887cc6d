import ArgumentParser

/// How much is told.
struct VerbosityOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Tell more; -vv, -vvv and -vvvv tell still more.")
    var verbose: Int
}

/// What is shown of a run.
struct OutputOptions: ParsableArguments {
    @OptionGroup var talk: VerbosityOptions

    @Option(
        name: .customLong("events"),
        help: ArgumentHelp("Also write each event as a line of JSON to this file.", valueName: "file"))
    var events: String?
}
