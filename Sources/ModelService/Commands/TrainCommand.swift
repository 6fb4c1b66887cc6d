extension ServiceCommand {
    static let train = ServiceCommand(
        name: "train",
        summary: "Train the 8-12-8-1 network on labelled rows; the same seed always gives the same weights.",
        options: [
            CommandOption("data", "CSV", "rows of eight values and an outcome, without a header"),
            CommandOption("output", "DIR", "directory for weights.safetensors"),
            CommandOption("epochs", "N", "number of passes over all rows", fallback: "150"),
            CommandOption("batch", "N", "rows per step", fallback: "10"),
            CommandOption("learning-rate", "X", "learning rate", fallback: "0.001"),
            CommandOption("held-out", "SHARE", "rows held out for evaluation", fallback: "0.2"),
            CommandOption("seed", "N", "random seed", fallback: "7"),
            CommandOption("name", "NAME", "name of the model", fallback: "pima"),
        ]
    ) { settings in
        var options = TrainingOptions()
        options.epochs = settings.integer("epochs", in: 1...100_000)
        options.batch = settings.integer("batch", in: 1...100_000)
        options.rate = settings.number("learning-rate", in: 1e-6...1)
        options.heldOut = settings.number("held-out", in: 0...0.9)
        options.seed = UInt64(settings.integer("seed", in: 0...Int.max))
        let (data, output, name) = (settings.text("data"), settings.text("output"), settings.text("name"))
        try settings.check()
        var trainer = Trainer(try DataSet(contentsOf: data, inputs: DataSet.columns.count - 1), options)
        let result = try trainer.train { epoch, loss in
            if epoch == 1 || epoch % 10 == 0 { say("epoch \(epoch): loss \(fixed(loss, 4))", to: stderrDescriptor) }
        }
        try write(result, name, to: output)
    }
}

private func write(_ result: TrainingResult, _ name: String, to directory: String) throws(FileProblem) {
    try makeDirectory(directory)
    let weights = try result.network.safeTensors(name: name).encoded()
    try writeFileAtomically(weights, to: "\(directory)/weights.safetensors")
    say(
        """
        \(result.network.digest)
        accuracy on \(result.trainedRows) rows trained on: \(twoDecimals(result.trainedAccuracy * 100)) %
        accuracy on \(result.heldOutRows) rows held out: \(twoDecimals(result.heldOutAccuracy * 100)) %
        """, to: stdoutDescriptor)
}
