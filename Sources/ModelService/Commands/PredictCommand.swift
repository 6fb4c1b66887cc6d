extension ServiceCommand {
    static let predict = ServiceCommand(
        name: "predict",
        summary: "Classify the rows of a CSV file without a running service: probability,class per line.",
        operands: ["ROWS.csv"], options: modelOptions
    ) { settings in
        let (description, weights) = (settings.optionalText("model"), settings.text("weights"))
        try settings.check()
        let model = try LoadedModel(description: description, weights: weights)
        let (rows, outcomes) = try rows(settings.operand(0), model.network.inputs)
        let answer = Answer(
            digest: model.digest, probabilities: model.network.probabilities(for: rows), observed: outcomes)
        let lines = zip(answer.probabilities, answer.classes).map { "\($0),\($1)" }
        say(lines.joined(separator: "\n"), to: stdoutDescriptor)
        if outcomes != nil { say("accuracy: \(Evaluation(answer).percent)", to: stderrDescriptor) }
    }
}

private func rows(_ path: String, _ width: Int) throws(FileProblem) -> (rows: Rows, outcomes: [Int]?) {
    let bytes = try readFile(path, limit: csvLimit)
    do {
        return try Rows.reading(csv: bytes, width: width)
    } catch {
        throw error.inFile(path)
    }
}
