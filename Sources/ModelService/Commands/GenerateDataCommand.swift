extension ServiceCommand {
    static let generateData = ServiceCommand(
        name: "generate-data", summary: "Write invented rows with the nine columns of the Pima set, as CSV to stdout.",
        options: [
            CommandOption("rows", "N", "how many", fallback: "768"),
            CommandOption("seed", "N", "start of the random numbers", fallback: "7"),
        ]
    ) { settings in
        let rows = settings.integer("rows", in: 1...10_000_000)
        var data = SyntheticData(seed: UInt64(settings.integer("seed", in: 0...Int.max)))
        try settings.check()
        say(String(data.csv(rows: rows).dropLast()), to: stdoutDescriptor)
        say("note: these rows are SYNTHETIC; none is of a real person", to: stderrDescriptor)
    }
}
