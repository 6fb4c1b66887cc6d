extension ServiceCommand {
    static let predict = ServiceCommand(
        name: "predict",
        summary: "Answer the rows of a CSV file without a running service: values and class per line.",
        operands: ["ROWS.csv"], options: modelOptions
    ) { settings in
        let (description, weights) = (settings.optionalText("model"), settings.text("weights"))
        try settings.check()
        let model = try LoadedModel(description: description, weights: weights)
        let (rows, outcomes) = try rows(settings.operand(0), model.network)
        let answer = Answer(model, model.network.answers(to: rows), observed: outcomes)
        let (classes, width) = (answer.classes, answer.width)
        let lines = (0..<rows.count).map { row in
            let values = answer.values[row * width..<(row + 1) * width].map { "\($0)" }
            return (values + (classes.map { ["\($0[row])"] } ?? [])).joined(separator: ",")
        }
        say(lines.joined(separator: "\n"), to: stdoutDescriptor)
        if outcomes != nil { say("accuracy: \(Evaluation(answer).percent)", to: stderrDescriptor) }
    }
}

private func rows(_ path: String, _ network: Network) throws(FileProblem) -> (rows: Rows, outcomes: [Int]?) {
    let bytes = try readFile(path, limit: csvLimit)
    do {
        return try Rows.reading(csv: bytes, width: network.inputs, classes: network.classes)
    } catch {
        throw error.inFile(path)
    }
}
