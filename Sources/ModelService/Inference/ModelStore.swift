import Synchronization

/// The files of a service with one model that has no versions.
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

/// What answers: a model, and the data set that its accuracy is told of.
package struct Deployment: Equatable, Sendable {
    package let model: LoadedModel
    package let data: DataSet?
    /// Nothing for plain files.
    let manifest: Manifest?

    init(_ model: LoadedModel, _ data: DataSet?, _ manifest: Manifest?) {
        (self.model, self.data, self.manifest) = (model, data, manifest)
    }

    /// Loads all files or none.
    package init(_ files: ModelFiles) throws(FileProblem) {
        model = try LoadedModel(description: files.description, weights: files.weights)
        manifest = nil
        guard let path = files.data else {
            data = nil
            return
        }
        guard let classes = model.network.classes else { throw .noClasses(path) }
        data = try DataSet(contentsOf: path, inputs: model.network.inputs, classes: classes)
    }

    /// The share of the data set's rows that are classified as observed; nothing without one.
    var accuracy: Double? {
        guard let data, data.count > 0 else { return nil }
        let answer = Answer(model, model.network.answers(to: data.rows), observed: data.outcomes)
        return Double(Evaluation(answer).right) / Double(data.count)
    }

    /// Whether it takes and gives what another does.
    func fits(_ other: Deployment) -> Bool {
        let (one, two) = (model.network, other.model.network)
        return (one.inputs, one.outputs, one.purpose) == (two.inputs, two.outputs, two.purpose)
    }
}

/// Where a service has its models from.
package enum ModelSource: Equatable, Sendable {
    case files(ModelFiles)
    /// - Parameter usual: The model for those who name none; nothing for the first by name.
    case repository(ModelRepository, usual: String?)
}

/// Holds what is served and swaps it, each model whole.
///
/// A job takes one deployment at its start and answers from that, so a swap never mixes two models in an answer.
package final class ModelStore: Sendable {
    private struct Served {
        var models: [String: ServedModel]
        var usual: ServedModel
    }

    private let source: ModelSource
    private let served: Mutex<Served>
    private let unversioned = Atomic(0)

    /// Loads one model of plain files.
    package convenience init(_ files: ModelFiles) throws(FileProblem) {
        try self.init(.files(files))
    }

    /// Loads everything for the first time.
    /// - Throws: If any model that is to be served is bad.
    package convenience init(_ source: ModelSource) throws(FileProblem) {
        let (models, refused) = try Self.load(source)
        if let problem = refused.first?.value { throw problem }
        self.init(source, Served(models: models, usual: try Self.usual(source, models)))
    }

    /// Throws nothing: Swift 6.3 cannot compile a class that does, half made, with a mutex in it.
    private init(_ source: ModelSource, _ first: Served) {
        self.source = source
        served = Mutex(first)
    }

    /// The default model's active version.
    package var current: Deployment { usual.active }

    var usual: ServedModel { served.withLock(\.usual) }

    /// All models, by name.
    var models: [ServedModel] {
        served.withLock { $0.models.values.sorted { $0.name < $1.name } }
    }

    /// A model by its name; nothing stands for the default one.
    func model(_ name: String?) -> ServedModel? {
        served.withLock { name == nil ? $0.usual : $0.models[name ?? ""] }
    }

    /// Who answers a request; a canary gets exactly its share of those that name no version.
    func choose(_ choice: ModelChoice) -> (model: ServedModel, deployment: Deployment)? {
        guard let model = model(choice.name) else { return nil }
        if let version = choice.version { return model.version(version).map { (model, $0) } }
        guard let canary = model.canary else { return (model, model.active) }
        let number = unversioned.add(1, ordering: .relaxed).newValue
        return (model, number * canary.percent % 100 < canary.percent ? canary.deployment : model.active)
    }

    /// Loads everything again.
    ///
    /// - Returns: Whether anything differs from before.
    /// - Throws: What is wrong with the first model that is bad. Of each bad one, what was in use stays in use; the others are
    ///   swapped.
    package func reload() throws(FileProblem) -> Bool {
        let (fresh, refused) = try Self.load(source)
        let result = served.withLock { served -> Result<Bool, FileProblem> in
            let kept = served.models.filter { refused[$0.key] != nil }
            let models = fresh.merging(kept) { fresh, _ in fresh }
            do throws(FileProblem) {
                let usual = try Self.usual(source, models)
                defer { served = Served(models: models, usual: usual) }
                return .success(models != served.models)
            } catch {
                return .failure(error)
            }
        }
        let differs = try result.get()
        if let problem = refused.sorted(by: { $0.key < $1.key }).first?.value { throw problem }
        return differs
    }

    /// What changes when there is something else to load; nothing if that cannot be told without loading.
    var signature: [String]? {
        if case .repository(let repository, _) = source { repository.signature() } else { nil }
    }

    private static func load(
        _ source: ModelSource
    ) throws(FileProblem) -> (models: [String: ServedModel], refused: [String: FileProblem]) {
        switch source {
        case .files(let files):
            let model = ServedModel(try Deployment(files))
            return ([model.name: model], [:])
        case .repository(let repository, _):
            var (models, refused): ([String: ServedModel], [String: FileProblem]) = ([:], [:])
            for name in try repository.names() {
                do throws(FileProblem) {
                    models[name] = try repository.served(name)
                } catch {
                    refused[name] = error
                }
            }
            return (models, refused)
        }
    }

    private static func usual(
        _ source: ModelSource, _ models: [String: ServedModel]
    ) throws(FileProblem) -> ServedModel {
        switch source {
        case .files: if let model = models.values.first { return model }
        case .repository(let repository, let usual):
            if let usual {
                guard let model = models[usual] else { throw .noModel(usual, repository.root) }
                return model
            }
            if let first = models.min(by: { $0.key < $1.key }) { return first.value }
            throw .noModels(repository.root)
        }
        throw .noModels("")
    }
}

extension FileProblem {
    fileprivate static func noClasses(_ path: String) -> FileProblem {
        FileProblem(
            "data set does not match the model",
            "The pages compare classes, but the model's answers are numbers (regression).", path: path,
            hint: "serve without it: --data ''")
    }

    fileprivate static func noModels(_ root: String) -> FileProblem {
        FileProblem(
            "there is no model to serve", "No version of any model was made active.", path: root,
            hint: "model-service models activate --models \(root) NAME VERSION")
    }
}
