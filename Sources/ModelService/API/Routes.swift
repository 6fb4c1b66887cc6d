import HTTPTypes
import Hummingbird

/// Everything that the service answers.
func serviceRoutes(_ parts: ServiceParts) -> [Route] {
    pageRoutes(parts) + predictionRoutes(parts) + inferRoutes(parts) + operationRoutes(parts)
}

/// Routes for those who run the service.
private func operationRoutes(_ parts: ServiceParts) -> [Route] {
    [
        Route("/health", [.get]) { _, _ in .json(["status": "ok"]) },
        Route("/ready", [.get]) { _, _ in
            let ready = parts.readiness.isReady
            return .json(["status": ready ? "ready" : "stopping"], status: ready ? .ok : .serviceUnavailable)
        },
        Route("/metrics", [.get]) { request, _ in
            try parts.metricsToken?.check(request)
            let page = MetricsPage(
                metrics: parts.metrics, load: parts.broker.load, workers: parts.workers,
                models: parts.store.models, isReady: parts.readiness.isReady,
                accessLog: parts.accessLog)
            return .plain(page.text(), type: "text/plain; version=0.0.4; charset=utf-8")
        },
        Route("/openapi.json", [.get]) { _, _ in
            let document = OpenAPIDocument(
                models: parts.store.models, usual: parts.store.usual, limits: parts.limits,
                needsToken: parts.metricsToken != nil)
            return .jsonBytes(Array(document.text.utf8))
        },
        Route("/v1/model", [.get]) { _, _ in .json(ModelBody(parts.store.current)) },
        Route("/v1/models", [.get]) { _, _ in .json(ModelsBody(parts.store)) },
        Route("/v1/models/:model", [.get]) { _, context in .json(ServedBody(try parts.model(context))) },
    ]
}

/// What `GET /v1/model` tells.
private struct ModelBody: Encodable {
    struct Layer: Encodable {
        let name: String
        let kind: String
        let inputs: Int
        let units: Int
        let activation: Activation
    }

    struct WeightsFile: Encodable {
        let format: String
        let sha256: String
    }

    let name: String
    let digest: String
    let purpose: Network.Purpose
    let inputs: Int
    let outputs: Int
    let layers: [Layer]
    let weights: WeightsFile
    let dataRows: Int
    let columns: [String]?
    let version: String

    init(_ deployment: Deployment) {
        let (model, network) = (deployment.model, deployment.model.network)
        name = model.name
        digest = model.digest
        (purpose, inputs, outputs) = (network.purpose, network.inputs, network.outputs)
        layers = network.layers.map {
            Layer(name: $0.name, kind: $0.kind, inputs: $0.inputs, units: $0.outputs, activation: $0.activation)
        }
        weights = WeightsFile(format: model.weightsFormat, sha256: model.weightsChecksum)
        dataRows = deployment.data?.count ?? 0
        columns = network.inputs == DataSet.columns.count - 1 ? DataSet.columns.dropLast() : nil
        version = serviceVersion
    }

    private enum CodingKeys: String, CodingKey {
        case name, digest, purpose, inputs, outputs, layers, weights, columns, version
        case dataRows = "data_rows"
    }
}

/// What `GET /v1/models` tells.
private struct ModelsBody: Encodable {
    let models: [ServedBody]
    /// Asked where a request names none.
    let usual: String

    init(_ store: ModelStore) {
        (models, usual) = (store.models.map { ServedBody($0) }, store.usual.name)
    }

    private enum CodingKeys: String, CodingKey {
        case models
        case usual = "default"
    }
}

/// What is told of a model: its versions, what they do, and where they come from.
private struct ServedBody: Encodable {
    struct Version: Encodable {
        let version: String
        let role: String
        let digest: String
        let accuracy: Double?
        let origin: Manifest.Origin?
    }

    let name: String
    let active: String
    let since: String?
    let canaryPercent: Int?
    let versions: [Version]

    init(_ model: ServedModel) {
        (name, active, since) = (model.name, model.active.model.version, model.since)
        canaryPercent = model.canary?.percent
        versions = model.versions.map { deployment, role in
            Version(
                version: deployment.model.version, role: role, digest: deployment.model.digest,
                accuracy: deployment.manifest?.metrics?.accuracy, origin: deployment.manifest?.origin)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case name, active, since, versions
        case canaryPercent = "canary_percent"
    }
}
