/// A model that Keras 3 (or 2.12 and later) saved: a zip of its description and its weights.
struct KerasArchive {
    let model: KerasModel
    let weights: KerasWeights

    init(_ bytes: [UInt8]) throws(FileProblem) {
        let archive = try ZipArchive(bytes)
        model = try KerasModel(json: archive.file("config.json", limit: 16 << 20))
        weights = try KerasWeights(HDF5File(archive.file("model.weights.h5", limit: 256 << 20)), of: model)
    }
}
