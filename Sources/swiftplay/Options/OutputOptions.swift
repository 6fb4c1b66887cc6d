import ArgumentParser

/// How much is told.
struct VerbosityOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: ArgumentHelp(\.output.verbosity))
    var verbose: Int
}

/// What is shown of a run.
struct OutputOptions: ParsableArguments {
    @OptionGroup var talk: VerbosityOptions

    @Option(
        name: .customLong("events"),
        help: ArgumentHelp("Also write each event to this file, as a line of JSON.", valueName: "file"))
    var events: String?
}
