import Synchronization

/// The files that a service serves.
package struct ModelFiles: Equatable, Sendable {
    package var description: String?
    package var weights: String
    package var data: String?

    package init(description: String?, weights: String, data: String?) {
        self.description = description
        self.weights = weights
        self.data = data
    }
}

/// What answers at one moment: a model and the data set that its accuracy is told of.
package struct Deployment: Equatable, Sendable {
    package let model: LoadedModel
    package let data: DataSet?

    /// Loads all files or none.
    package init(_ files: ModelFiles) throws(FileProblem) {
        model = try LoadedModel(description: files.description, weights: files.weights)
        guard let path = files.data else {
            data = nil
            return
        }
        guard let classes = model.network.classes else { throw .noClasses(path) }
        data = try DataSet(contentsOf: path, inputs: model.network.inputs, classes: classes)
    }
}

/// Holds the deployment in use and swaps it whole.
///
/// A job takes one deployment at its start and answers from that, so a swap never mixes two models in an answer.
package final class ModelStore: Sendable {
    package let files: ModelFiles
    private let held: Mutex<Deployment>

    /// Loads the files for the first time.
    package init(_ files: ModelFiles) throws(FileProblem) {
        self.files = files
        held = Mutex(try Deployment(files))
    }

    package var current: Deployment { held.withLock(\.self) }

    /// Loads the files again; if any is bad, what was in use stays in use.
    /// - Returns: Whether the model or the data differ from before.
    package func reload() throws(FileProblem) -> Bool {
        let fresh = try Deployment(files)
        return held.withLock { deployment in
            let differs = deployment != fresh
            deployment = fresh
            return differs
        }
    }
}

extension FileProblem {
    fileprivate static func noClasses(_ path: String) -> FileProblem {
        FileProblem(
            "data set does not match the model",
            "The pages compare classes, but the model's answers are numbers (regression).", path: path,
            hint: "serve without it: --data ''")
    }
}
