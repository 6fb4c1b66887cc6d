/// A version that is being made of an imported model.
struct NewVersion {
    let model: LoadedModel
    let name: String
    /// Base name of the imported file.
    let source: String
    /// Rows, and perhaps what another program answers to them; nothing takes the first rows of the data set, or some that are
    /// always the same.
    var golden: [UInt8]?
    /// The data set as CSV.
    var data: [UInt8]?
    var minimumAccuracy: Double?

    private static let goldenCount = 16

    /// Writes the directory, the manifest last, and reads it back as a service would.
    /// - Throws: Also if the version would not be served: then nothing is written.
    func write(to path: String) throws(FileProblem) -> Deployment {
        guard isName(name) else { throw .badName(name) }
        let golden = try goldenRows()
        if let mistake = golden.mistake(of: model.network) {
            throw FileProblem("golden rows are answered otherwise", mistake)
        }
        var files = [
            VersionDirectory.weights: try model.network.safeTensors(name: name).encoded(),
            GoldenRows.file: try documentBytes(golden),
        ]
        files[VersionDirectory.data] = data
        let metrics = try metrics()
        if let minimumAccuracy, (metrics?.accuracy ?? 0) < minimumAccuracy {
            throw .tooFewRight(metrics?.accuracy, minimumAccuracy)
        }
        try makeDirectory(path)
        for (name, bytes) in files { try replaceIfOther(bytes, at: "\(path)/\(name)") }
        try replaceIfOther(try documentBytes(manifest(files, metrics)), at: "\(path)/\(Manifest.file)")
        return try VersionDirectory(path).verified()
    }

    private func manifest(_ files: [String: [UInt8]], _ metrics: Manifest.Metrics?) -> Manifest {
        let network = model.network
        return Manifest(
            format: Manifest.currentFormat, name: name, digest: model.digest, purpose: network.purpose,
            inputs: network.inputs, outputs: network.outputs, files: files.mapValues { Manifest.FileFacts($0) },
            metrics: metrics, minimumAccuracy: minimumAccuracy,
            origin: Manifest.Origin(file: source, format: model.weightsFormat, sha256: model.weightsChecksum))
    }

    private func metrics() throws(FileProblem) -> Manifest.Metrics? {
        guard let data = try dataSet() else { return nil }
        let deployment = Deployment(model, data, nil)
        return Manifest.Metrics(rows: data.count, accuracy: deployment.accuracy ?? 0)
    }

    private func dataSet() throws(FileProblem) -> DataSet? {
        guard let data else { return nil }
        guard let classes = model.network.classes else { throw .noClasses }
        return try DataSet(csv: data, inputs: model.network.inputs, classes: classes)
    }

    private func goldenRows() throws(FileProblem) -> GoldenRows {
        let network = model.network
        guard let golden else { return answered(try dataSet()?.rows.first(Self.goldenCount) ?? arbitraryRows()) }
        let (inputs, outputs) = (network.inputs, network.outputs)
        let hasAnswers = CSVLine.split(golden).first?.fields.count == inputs + outputs
        var (rows, answers): ([[Float]], [[Float]]) = ([], [])
        try CSVLine.readEach(golden) { line throws(CSVLine.Mistake) in
            let values = try line.numbers(count: hasAnswers ? inputs + outputs : inputs)
            rows.append(Array(values.prefix(inputs)))
            answers.append(Array(values.dropFirst(inputs)))
        }
        return hasAnswers ? GoldenRows(rows: rows, answers: answers) : answered(rows)
    }

    private func answered(_ rows: [[Float]]) -> GoldenRows {
        GoldenRows(rows: rows, answers: rows.map { $0.withUnsafeBufferPointer { model.network.answers(to: $0) } })
    }

    private func arbitraryRows() -> [[Float]] {
        var random = SeededRandom(seed: 1)
        return (0..<Self.goldenCount).map { _ in
            (0..<model.network.inputs).map { _ in Float(random.uniform() * 2 - 1) }
        }
    }
}

/// Leaves a file alone that is the same already, so that importing again changes nothing.
private func replaceIfOther(_ bytes: [UInt8], at path: String) throws(FileProblem) {
    if fileExists(path), (try? readFile(path, limit: bytes.count)) == bytes { return }
    try writeFileAtomically(bytes, to: path)
}

extension Rows {
    fileprivate func first(_ limit: Int) -> [[Float]] { (0..<min(limit, count)).map { Array(self[$0]) } }
}

extension FileProblem {
    static func badName(_ name: String) -> FileProblem {
        FileProblem(
            "name of a model is not valid",
            "\"\(name)\" must consist of 1 to 64 letters, digits, hyphens, underscores and periods, and not begin with a period.",
            hint: "choose another with --name")
    }

    fileprivate static var noClasses: FileProblem {
        FileProblem("data set does not match the model", "Its outcomes are classes, but the model is a regression.")
    }

    fileprivate static func tooFewRight(_ found: Double?, _ least: Double) -> FileProblem {
        let found = found.map { "is \($0)" } ?? "is unknown, because there is no data set"
        return FileProblem("accuracy is too low", "It \(found), but must be at least \(least).")
    }
}
