/// What `GET /openapi.json` tells: every path of the service, what it takes and what it answers, by OpenAPI 3.1.
///
/// Widths of rows and limits are those of this service at this moment, so that what the document allows is answered.
struct OpenAPIDocument {
    let models: [ServedModel]
    let usual: ServedModel
    let limits: RequestLimits
    let needsToken: Bool

    var text: String {
        let paths = operations.reduce(into: [(String, [String])]()) { paths, operation in
            if paths.last?.0 != operation.path { paths.append((operation.path, [])) }
            paths[paths.count - 1].1.append(operation.text)
        }
        let members = paths.map { "\(quoted($0)): {\($1.joined(separator: ",\n"))}" }
        return """
            {"openapi": "3.1.0",
            "info": {"title": "model-service", "version": \(quoted(serviceVersion)),
             "description": "Answers predictions of small neural networks. Each answer carries X-Request-ID: the request's own, or a new one.",
             "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
            "servers": [{"url": "/"}],
            "paths": {
            \(members.joined(separator: ",\n"))
            },
            "components": {\(components)}}

            """
    }
}

/// A method of a path.
private struct Operation {
    let path: String
    let method: String
    let name: String
    let summary: String
    var parameters: [String] = []
    /// A schema by its name, and how else it may be sent.
    var body: (schema: String, others: [String])?
    /// Of the answer: its status, and schemas by content type; those without a name are texts.
    var status = 200
    var answers: [(type: String, schema: String?)] = []
    /// Statuses of errors besides those that any request may get.
    var errors: [Int] = []
    /// Statuses besides that have the same body as the answer.
    var alike: [Int] = []
    var isSecret = false

    var text: String {
        let infers = path.hasPrefix("/v2")
        var members = [
            "\"operationId\": \(quoted(name))", "\"summary\": \(quoted(summary))",
            "\"tags\": [\(quoted(path.hasPrefix("/v1") ? "v1" : infers ? "v2" : "service"))]",
        ]
        let references = (parameters + ["RequestID"]).map { "{\"$ref\": \"#/components/parameters/\($0)\"}" }
        members.append("\"parameters\": [\(references.joined(separator: ", "))]")
        if let body {
            let types = [("application/json", reference(body.schema))] + body.others.map { ($0, Self.bytes) }
            members.append("\"requestBody\": {\"required\": true, \"content\": {\(content(types))}}")
        }
        let error = "{\"$ref\": \"#/components/responses/\(infers ? "InferError" : "Error")\"}"
        let told = content(answers.map { ($0.type, $0.schema.map(reference) ?? Self.words) })
        let answer = "{\"description\": \"The answer.\", \"headers\": {\(Self.header)}, \"content\": {\(told)}}"
        let responses = ([status] + alike).map { "\"\($0)\": \(answer)" } + errors.map { "\"\($0)\": \(error)" }
        members.append("\"responses\": {\((responses + ["\"default\": \(error)"]).joined(separator: ", "))}")
        if isSecret { members.append("\"security\": [{\"token\": []}]") }
        return "\"\(method)\": {\(members.joined(separator: ", "))}"
    }

    private func content(_ types: [(String, String)]) -> String {
        types.map { "\(quoted($0)): {\"schema\": \($1)}" }.joined(separator: ", ")
    }

    private func reference(_ schema: String) -> String { "{\"$ref\": \"#/components/schemas/\(schema)\"}" }

    static let header = #""X-Request-ID": {"schema": {"type": "string"}}"#
    private static let words = #"{"type": "string"}"#
    private static let bytes = #"{"type": "string", "format": "binary"}"#
}

extension OpenAPIDocument {
    private var operations: [Operation] { pages + predictions + inference + service }

    private var pages: [Operation] {
        let paths = [
            ("/", ["get"], "Predictions"), ("/predictions", ["get", "post"], "Predictions"),
            ("/accuracy", ["get", "post"], "Accuracy"),
        ]
        return paths.flatMap { path, methods, schema in
            methods.map { method in
                Operation(
                    path: path, method: method, name: "\(method)\(path == "/" ? "Start" : schema)Page",
                    summary:
                        "How the default model does on the service's data set: a page, or JSON if that alone is accepted.",
                    answers: [("text/html", nil), ("application/json", schema)], errors: [404, 429, 503])
            }
        }
    }

    private var predictions: [Operation] {
        let errors = [400, 404, 408, 413, 415, 422, 429, 503]
        return [
            Operation(
                path: "/v1/predict", method: "post", name: "predict", summary: "Let the default model answer rows.",
                body: ("Rows", []), answers: [("application/json", "Prediction")], errors: errors),
            Operation(
                path: "/v1/jobs", method: "post", name: "submit",
                summary: "Let the default model answer rows later; with Idempotency-Key, asking again changes nothing.",
                parameters: ["IdempotencyKey"], body: ("Rows", []), status: 202,
                answers: [("application/json", "Job")], errors: errors),
            Operation(
                path: "/v1/jobs/{id}", method: "get", name: "job", summary: "How a job fares.", parameters: ["Job"],
                answers: [("application/json", "Job")], errors: [404]),
            Operation(
                path: "/v1/model", method: "get", name: "defaultModel", summary: "The default model and its layers.",
                answers: [("application/json", "ModelDetails")]),
            Operation(
                path: "/v1/models", method: "get", name: "models", summary: "All models and their versions.",
                answers: [("application/json", "Models")]),
            Operation(
                path: "/v1/models/{model}", method: "get", name: "model", summary: "A model and its versions.",
                parameters: ["Model"], answers: [("application/json", "Model")], errors: [404]),
            Operation(
                path: "/v1/models/{model}/predict", method: "post", name: "predictBy",
                summary: "Let a model answer rows.",
                parameters: ["Model"], body: ("RowsOfAny", []), answers: [("application/json", "Prediction")],
                errors: errors),
            Operation(
                path: "/v1/models/{model}/jobs", method: "post", name: "submitTo",
                summary: "Let a model answer rows later.", parameters: ["Model", "IdempotencyKey"],
                body: ("RowsOfAny", []), status: 202, answers: [("application/json", "Job")], errors: errors),
        ]
    }

    private var inference: [Operation] {
        let server = [
            Operation(
                path: "/v2", method: "get", name: "server", summary: "The server and what it knows of the protocol.",
                answers: [("application/json", "Server")]),
            Operation(
                path: "/v2/health/live", method: "get", name: "live", summary: "Whether the server lives.",
                answers: [("application/json", "Live")]),
            Operation(
                path: "/v2/health/ready", method: "get", name: "serverReady", summary: "Whether requests are welcome.",
                answers: [("application/json", "ServerReady")], alike: [503]),
        ]
        let places = [
            ("/v2/models/{model}", ["Model"], ""),
            ("/v2/models/{model}/versions/{version}", ["Model", "Version"], "Version"),
        ]
        return server
            + places.flatMap { path, parameters, suffix in
                [
                    Operation(
                        path: path, method: "get", name: "signature\(suffix)", summary: "What a model takes and gives.",
                        parameters: parameters, answers: [("application/json", "Signature")], errors: [404]),
                    Operation(
                        path: "\(path)/ready", method: "get", name: "ready\(suffix)",
                        summary: "Whether a model answers.",
                        parameters: parameters, answers: [("application/json", "ModelReady")], errors: [404],
                        alike: [503]),
                    Operation(
                        path: "\(path)/infer", method: "post", name: "infer\(suffix)",
                        summary: "Let a model answer tensors: JSON, or JSON and the tensors' bytes behind it.",
                        parameters: parameters + ["InferHeaderLength"],
                        body: ("InferRequest", ["application/octet-stream"]),
                        answers: [("application/json", "InferAnswer"), ("application/octet-stream", nil)],
                        errors: [400, 404, 408, 413, 415, 422, 429, 503]),
                ]
            }
    }

    private var service: [Operation] {
        [
            Operation(
                path: "/health", method: "get", name: "health", summary: "Whether the service lives.",
                answers: [("application/json", "Status")]),
            Operation(
                path: "/ready", method: "get", name: "serviceReady", summary: "Whether requests are welcome.",
                answers: [("application/json", "Status")], alike: [503]),
            Operation(
                path: "/metrics", method: "get", name: "metrics", summary: "Counts for Prometheus.",
                answers: [("text/plain", nil)], errors: needsToken ? [401] : [], isSecret: needsToken),
            Operation(
                path: "/openapi.json", method: "get", name: "openapi", summary: "This document.",
                answers: [("application/json", "Document")]),
        ]
    }
}

extension OpenAPIDocument {
    private var components: String {
        let token = #""securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}, "#
        return """
            \(needsToken ? token : "")"parameters": {\(parameters)},
            "responses": {\(responses)},
            "schemas": {\(OpenAPISchemas(models: models, usual: usual, limits: limits).text)}
            """
    }

    private var parameters: String {
        let known = models.flatMap { $0.versions.map(\.deployment.model.version) }.first ?? ""
        return """
            "Model": {"name": "model", "in": "path", "required": true, "schema": {"type": "string"},
             "examples": {"default": {"value": \(quoted(usual.name))}}},
            "Version": {"name": "version", "in": "path", "required": true, "schema": {"type": "string"},
             "examples": {"loaded": {"value": \(quoted(known))}}},
            "Job": {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
            "RequestID": {"name": "X-Request-ID", "in": "header",
             "description": "Up to 128 visible characters, by which the request is found again; a new one is made for others.",
             "schema": {"type": "string"}},
            "IdempotencyKey": {"name": "Idempotency-Key", "in": "header",
             "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"}},
            "InferHeaderLength": {"name": "Inference-Header-Content-Length", "in": "header",
             "description": "How many bytes of the body are JSON; the tensors' bytes follow.",
             "schema": {"type": "integer", "minimum": 0}}
            """
    }

    private var responses: String {
        [("Error", "Error"), ("InferError", "InferError")].map { name, schema in
            """
            "\(name)": {"description": "An error; for browsers, a page.", "headers": {\(Operation.header),
             "Retry-After": {"description": "With 429 and 503: seconds.", "schema": {"type": "integer"}}},
             "content": {"application/json": {"schema": {"$ref": "#/components/schemas/\(schema)"}}, "text/html": {"schema": {"type": "string"}}}}
            """
        }.joined(separator: ",\n")
    }
}

/// A text as JSON.
func quoted(_ text: String) -> String {
    var json = JSONWriter()
    json.string(text)
    return String(decoding: json.bytes, as: UTF8.self)
}
