import HTTPTypes
import Hummingbird

/// The Open Inference Protocol, version 2, over HTTP.
func inferRoutes(_ parts: ServiceParts) -> [Route] {
    let models = ["/v2/models/:model", "/v2/models/:model/versions/:version"]
    return [
        Route("/v2", [.get]) { _, _ in .json(ServerBody()) },
        Route("/v2/health/live", [.get]) { _, _ in .json(["live": true]) },
        Route("/v2/health/ready", [.get]) { _, _ in
            let ready = parts.readiness.isReady
            return .json(["ready": ready], status: ready ? .ok : .serviceUnavailable)
        },
    ]
        + models.map { path in
            Route(path, [.get]) { _, context in
                let (served, chosen) = try parts.chosen(context)
                let versions = served.versions.map(\.deployment.model.version)
                return .jsonBytes(ModelSignature(model: chosen.model, versions: versions).line)
            }
        }
        + models.map { path in
            Route("\(path)/ready", [.get]) { _, context in
                let model = try parts.chosen(context).served
                let ready = parts.readiness.isReady
                return .json(ModelReady(name: model.name, ready: ready), status: ready ? .ok : .serviceUnavailable)
            }
        }
        + models.map { path in
            Route("\(path)/infer", [.post]) { request, context in try await parts.infer(request, context) }
        }
}

private struct ServerBody: Encodable {
    let name = "model-service"
    let version = serviceVersion
    let extensions = ["binary_tensor_data"]
}

private struct ModelReady: Encodable {
    let name: String
    let ready: Bool
}

extension ServiceParts {
    /// What of which model a path asks.
    func choice(_ context: ServiceContext) -> ModelChoice {
        let name = context.parameters.get("model").map { unescaped($0) ?? "" }
        return ModelChoice(name: name, version: context.parameters.get("version"))
    }

    /// The model that a path names, or the default one.
    func model(_ context: ServiceContext) throws(APIError) -> ServedModel {
        let choice = choice(context)
        guard let model = store.model(choice.name) else { throw store.missing(choice) }
        return model
    }

    /// The model and the version that a path names; without one, the active one.
    fileprivate func chosen(_ context: ServiceContext) throws(APIError) -> (served: ServedModel, chosen: Deployment) {
        let served = try model(context)
        guard let version = context.parameters.get("version") else { return (served, served.active) }
        guard let chosen = served.version(version) else { throw store.missing(choice(context)) }
        return (served, chosen)
    }

    fileprivate func infer(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let model = try chosen(context).chosen.model
        let headerBytes = try request.headers[.inferenceHeaderLength].map(headerLength)
        let (wanted, rows) = try await largeBodies.reading(request) {
            let body = try await readBody(
                request, limit: limits.bodyBytes, within: limits.bodyTime, mayBeBinary: headerBytes != nil)
            return try body.withUnsafeBufferPointer { bytes throws(APIError) in
                try InferRequest.read(
                    bytes, headerBytes: headerBytes, width: model.network.inputs, limit: limits.rows)
            }
        }
        try wanted.checkOutputs(ModelSignature.outputs(of: model.network.purpose))
        let answer = try await answer(.predict(rows, by: choice(context)))
        metrics.predicted(answer)
        let result = try InferAnswer(answer, wanted)
        guard let length = result.headerBytes else { return .jsonBytes(result.bytes) }
        var response = Response.text(.ok, "application/octet-stream", result.bytes)
        response.headers[.inferenceHeaderLength] = String(length)
        return response
    }
}

/// Reads the header `Inference-Header-Content-Length`.
func headerLength(_ text: String) throws(APIError) -> Int {
    guard let length = Int(text), length >= 0 else {
        throw APIError(
            .badRequest, "wrong-header-length", "Inference-Header-Content-Length is not a number of bytes.")
    }
    return length
}

extension ModelStore {
    /// Why there is nobody to answer.
    func missing(_ choice: ModelChoice) -> APIError {
        guard let model = model(choice.name) else {
            let names = models.map { "\"\($0.name)\"" }.joined(separator: ", ")
            return APIError(
                .notFound, "no-such-model", "There is no model \"\(choice.name ?? "")\"; there is \(names).")
        }
        let versions = model.versions.map(\.deployment.model.version).joined(separator: ", ")
        return APIError(
            .notFound, "no-such-version",
            "The model \(model.name) has no version \"\(choice.version ?? "")\" loaded; it has \(versions).")
    }
}

extension HTTPField.Name {
    static let inferenceHeaderLength = HTTPField.Name(parsed: "inference-header-content-length") ?? .contentLength
}

/// A segment of a path with its escapes resolved (RFC 3986, 2.1); nothing if one is none.
private func unescaped(_ segment: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(segment.utf8)[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
            return nil
        }
        bytes.append(value)
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}
