/// A version of a model: a directory with weights, a manifest, golden rows, and perhaps a data set.
package struct VersionDirectory: Equatable, Sendable {
    package let path: String

    static let weights = "model.safetensors"
    static let data = "data.csv"

    package init(_ path: String) {
        self.path = path
    }

    /// Loads the version, and lets it answer: what is returned has passed every check and is warm.
    ///
    /// - Throws: The first thing that is wrong: a file that is not the manifest's, a network with other shapes or another
    ///   digest, a golden row answered otherwise, too little accuracy.
    package func verified() throws(FileProblem) -> Deployment {
        let manifest = try readDocument(Manifest.self, file(Manifest.file))
        guard manifest.format == Manifest.currentFormat else {
            throw refusal("Its format is \(manifest.format); this program reads \(Manifest.currentFormat).")
        }
        try checkFiles(manifest)
        let model = try LoadedModel(description: nil, weights: file(Self.weights))
        try check(model, manifest)
        guard manifest.files[Self.data] != nil else { return Deployment(model, nil, manifest) }
        guard let classes = model.network.classes else {
            throw refusal("It has a data set, whose outcomes are classes, but the model is a regression.")
        }
        let data = try DataSet(contentsOf: file(Self.data), inputs: model.network.inputs, classes: classes)
        let deployment = Deployment(model, data, manifest)
        try check(deployment.accuracy ?? 0, manifest)
        return deployment
    }

    private func checkFiles(_ manifest: Manifest) throws(FileProblem) {
        for required in [Self.weights, GoldenRows.file] where manifest.files[required] == nil {
            throw refusal("Its manifest does not list \(required).")
        }
        for (name, facts) in manifest.files.sorted(by: { $0.key < $1.key }) {
            guard !name.contains("/"), name != ".." else { throw refusal("Its manifest lists the file \"\(name)\".") }
            let found = Manifest.FileFacts(try readFile(file(name), limit: 256 << 20))
            guard found == facts else {
                throw refusal(
                    "The file \(name) has \(found.bytes) bytes and the SHA-256 \(found.sha256); by the manifest it has "
                        + "\(facts.bytes) and \(facts.sha256).", hint: "copy the directory again")
            }
        }
    }

    private func check(_ model: LoadedModel, _ manifest: Manifest) throws(FileProblem) {
        let network = model.network
        guard model.digest == manifest.digest else {
            throw refusal("The network's digest is \(model.digest); by the manifest it is \(manifest.digest).")
        }
        guard
            (network.inputs, network.outputs, network.purpose) == (manifest.inputs, manifest.outputs, manifest.purpose)
        else {
            throw refusal(
                "The network (\(network.purpose.rawValue)) takes \(network.inputs) values and gives \(network.outputs); by the "
                    + "manifest (\(manifest.purpose.rawValue)) it is \(manifest.inputs) and \(manifest.outputs).")
        }
        guard model.name == manifest.name, isName(manifest.name) else {
            throw refusal("The weights are named \"\(model.name)\"; by the manifest it is \"\(manifest.name)\".")
        }
        let golden = try readDocument(GoldenRows.self, file(GoldenRows.file))
        if let mistake = golden.mistake(of: network) { throw refusal(mistake) }
    }

    private func check(_ accuracy: Double, _ manifest: Manifest) throws(FileProblem) {
        if let least = manifest.minimumAccuracy, accuracy < least {
            throw refusal("Its accuracy is \(accuracy), but must be at least \(least).")
        }
        if let stated = manifest.metrics?.accuracy, abs(accuracy - stated) > 1e-6 {
            throw refusal("Its accuracy is \(accuracy); by the manifest it is \(stated).")
        }
    }

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    private func refusal(_ detail: String, hint: String? = nil) -> FileProblem {
        FileProblem("version of a model is refused", detail, path: path, hint: hint)
    }
}

/// Whether a text can name a model: as a directory, in a path, in a label.
func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && !text.hasPrefix(".")
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_.".utf8.contains(byte)
            }
        }
}

/// Whether a text can name a version: the first twelve digits of a digest.
func isVersion(_ text: String) -> Bool {
    text.utf8.count == 12
        && text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
}
