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
            Route(path, [.get]) { _, context in .jsonBytes(ModelSignature(model: try parts.model(context)).line) }
        }
        + models.map { path in
            Route("\(path)/ready", [.get]) { _, context in
                let model = try parts.model(context)
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
    /// The model that a path names.
    fileprivate func model(_ context: ServiceContext) throws(APIError) -> LoadedModel {
        let model = store.current.model
        let name = context.parameters.get("model").flatMap(unescaped)
        try model.check(name: name ?? "", version: context.parameters.get("version"))
        return model
    }

    fileprivate func infer(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let model = try model(context)
        let headerBytes = try request.headers[.inferenceHeaderLength].map(headerLength)
        let (wanted, rows) = try await largeBodies.reading(request) {
            let body = try await readBody(
                request, limit: limits.bodyBytes, within: limits.bodyTime, mayBeBinary: headerBytes != nil)
            return try body.withUnsafeBufferPointer { bytes throws(APIError) in
                try InferRequest.read(
                    bytes, headerBytes: headerBytes, width: model.network.inputs, limit: limits.rows)
            }
        }
        try wanted.checkOutputs(ModelSignature(model: model).outputs)
        let answer = try await answer(.predict(rows))
        // Another model may have come since; then its name and version are those that answered.
        let answering = store.current.model.digest == answer.digest ? store.current.model : model
        guard answering.digest == answer.digest else { throw APIError.swapped }
        metrics.predicted(answer.classes ?? [])
        let result = try InferAnswer(answer, answering, wanted)
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

extension LoadedModel {
    /// - Throws: 404 if this is not the model, or the version, that a path names.
    func check(name: String, version: String?) throws(APIError) {
        guard name == self.name else {
            throw APIError(.notFound, "no-such-model", "There is no model \"\(name)\"; there is \"\(self.name)\".")
        }
        guard version == nil || version == self.version else {
            throw APIError(
                .notFound, "no-such-version",
                "The model \(name) has no version \"\(version ?? "")\"; it has \(self.version).")
        }
    }
}

extension HTTPField.Name {
    static let inferenceHeaderLength = HTTPField.Name(parsed: "inference-header-content-length") ?? .contentLength
}

extension APIError {
    fileprivate static var swapped: APIError {
        var error = APIError(.serviceUnavailable, "swapped", "The model was changed twice meanwhile. Try again.")
        error.retryAfter = 1
        return error
    }
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
