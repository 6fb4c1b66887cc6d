extension ServiceCommand {
    static let generateData = ServiceCommand(
        name: "generate-data",
        summary: "Generate synthetic rows with the nine columns of the Pima data set, as CSV on stdout.",
        options: [
            CommandOption("rows", "N", "number of rows", fallback: "768"),
            CommandOption("seed", "N", "random seed", fallback: "7"),
        ]
    ) { settings in
        let rows = settings.integer("rows", in: 1...10_000_000)
        var data = SyntheticData(seed: UInt64(settings.integer("seed", in: 0...Int.max)))
        try settings.check()
        say(String(data.csv(rows: rows).dropLast()), to: stdoutDescriptor)
        say("note: these rows are SYNTHETIC; none belongs to a real person", to: stderrDescriptor)
    }
}
