/// What bodies look like, by JSON Schema.
struct OpenAPISchemas {
    let models: [ServedModel]
    let usual: ServedModel
    let limits: RequestLimits

    /// The members of an object, each a schema by its name.
    var text: String { [requests, predictions, descriptions, inference, others].joined(separator: ",\n") }

    private var requests: String {
        let widths = models.map(\.active.model.network.inputs)
        return [("Rows", [usual.active.model.network.inputs]), ("RowsOfAny", widths)].map { name, widths in
            """
            "\(name)": {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "minItems": 1, "maxItems": \(limits.rows),
             "items": {"type": "array", "minItems": \(widths.min() ?? 1), "maxItems": \(widths.max() ?? 1), "items": \(Self.float)}}}}
            """
        }.joined(separator: ",\n")
    }

    /// What rounds to a finite 32-bit float.
    private static let float =
        #"{"type": "number", "exclusiveMinimum": -3.4028235677973366e38, "exclusiveMaximum": 3.4028235677973366e38}"#

    private var predictions: String {
        let values =
            #"{"description": "A number for each row, or a list of them.", "type": "array", "items": {"type": ["number", "array"], "items": {"type": "number"}}}"#
        return """
            "Prediction": {"type": "object", "required": ["model"], "properties": {
             "model": {"type": "object", "required": ["name", "version", "digest"], "properties": {
              "name": {"type": "string"}, "version": {"type": "string"}, "digest": {"type": "string"}}},
             "probabilities": \(values), "values": \(values), "classes": {"type": "array", "items": {"type": "integer"}}}},
            "Job": {"type": "object", "required": ["id", "status"], "properties": {
             "id": {"type": "string"}, "status": {"enum": ["waiting", "running", "done", "failed"]},
             "result": {"$ref": "#/components/schemas/Prediction"}, "error": {"$ref": "#/components/schemas/Detail"}}},
            "Detail": {"type": "object", "required": ["code", "message"], "properties": {
             "code": {"description": "Stable, for programs.", "type": "string"}, "message": {"type": "string"}, "request_id": {"type": "string"}}},
            "Error": {"type": "object", "required": ["error"], "properties": {"error": {"$ref": "#/components/schemas/Detail"}}}
            """
    }

    private var descriptions: String {
        """
        "ModelDetails": {"type": "object", "required": ["name", "digest", "purpose", "inputs", "outputs", "layers", "weights", "data_rows", "version"], "properties": {
         "name": {"type": "string"}, "digest": {"type": "string"}, "purpose": {"enum": ["binary", "multi-class", "regression"]},
         "inputs": {"type": "integer"}, "outputs": {"type": "integer"}, "layers": {"type": "array", "items": {"type": "object"}},
         "weights": {"type": "object"}, "data_rows": {"type": "integer"}, "columns": {"type": "array", "items": {"type": "string"}},
         "version": {"description": "Of the service.", "type": "string"}}},
        "Models": {"type": "object", "required": ["models", "default"], "properties": {
         "models": {"type": "array", "items": {"$ref": "#/components/schemas/Model"}}, "default": {"type": "string"}}},
        "Model": {"type": "object", "required": ["name", "active", "versions"], "properties": {
         "name": {"type": "string"}, "active": {"type": "string"}, "since": {"type": "string"}, "canary_percent": {"type": "integer"},
         "versions": {"type": "array", "items": {"type": "object", "required": ["version", "role", "digest"], "properties": {
          "version": {"type": "string"}, "role": {"type": "string"}, "digest": {"type": "string"}, "accuracy": {"type": "number"}, "origin": {"type": "object"}}}}}}
        """
    }

    private var inference: String {
        let types = #"{"enum": ["FP32", "FP64", "INT32", "INT64"]}"#
        return """
            "InferRequest": {"type": "object", "required": ["inputs"], "properties": {
             "id": {"type": "string"},
             "parameters": {"type": "object", "properties": {"binary_data_output": {"type": "boolean"}}},
             "inputs": {"type": "array", "minItems": 1, "maxItems": 1, "items": {"type": "object", "required": ["name", "datatype", "shape"], "properties": {
              "name": {"const": \(quoted(ModelSignature.input))}, "datatype": \(types),
              "shape": {"description": "Rows and values of each.", "type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "integer", "minimum": 1}},
              "parameters": {"type": "object", "properties": {"binary_data_size": {"type": "integer", "minimum": 0}}},
              "data": {"description": "Flat, or nested by the shape.", "type": "array"}}}},
             "outputs": {"type": "array", "items": {"type": "object", "required": ["name"], "properties": {
              "name": {"enum": [\(quoted(ModelSignature.output)), \(quoted(ModelSignature.classes))]},
              "parameters": {"type": "object", "properties": {"binary_data": {"type": "boolean"}}}}}}}},
            "InferAnswer": {"type": "object", "required": ["model_name", "model_version", "outputs"], "properties": {
             "model_name": {"type": "string"}, "model_version": {"type": "string"}, "id": {"type": "string"}, "parameters": {"type": "object"},
             "outputs": {"type": "array", "items": {"type": "object", "required": ["name", "datatype", "shape"], "properties": {
              "name": {"type": "string"}, "datatype": {"enum": ["FP32", "INT64"]}, "shape": {"type": "array", "items": {"type": "integer"}},
              "parameters": {"type": "object"}, "data": {"type": "array", "items": {"type": "number"}}}}}}},
            "InferError": {"type": "object", "required": ["error", "code"], "properties": {
             "error": {"type": "string"}, "code": {"type": "string"}, "request_id": {"type": "string"}}},
            "Signature": {"type": "object", "required": ["name", "versions", "platform", "inputs", "outputs"], "properties": {
             "name": {"type": "string"}, "versions": {"type": "array", "items": {"type": "string"}}, "platform": {"type": "string"},
             "inputs": {"type": "array", "items": {"$ref": "#/components/schemas/Tensor"}},
             "outputs": {"type": "array", "items": {"$ref": "#/components/schemas/Tensor"}}}},
            "Tensor": {"type": "object", "required": ["name", "datatype", "shape"], "properties": {
             "name": {"type": "string"}, "datatype": {"type": "string"}, "shape": {"type": "array", "items": {"type": "integer"}}}}
            """
    }

    private var others: String {
        """
        "Server": {"type": "object", "required": ["name", "version", "extensions"], "properties": {
         "name": {"type": "string"}, "version": {"type": "string"}, "extensions": {"type": "array", "items": {"type": "string"}}}},
        "Live": {"type": "object", "required": ["live"], "properties": {"live": {"type": "boolean"}}},
        "ServerReady": {"type": "object", "required": ["ready"], "properties": {"ready": {"type": "boolean"}}},
        "ModelReady": {"type": "object", "required": ["name", "ready"], "properties": {"name": {"type": "string"}, "ready": {"type": "boolean"}}},
        "Status": {"type": "object", "required": ["status"], "properties": {"status": {"enum": ["ok", "ready", "stopping"]}}},
        "Accuracy": {"type": "object", "required": ["accuracy", "right", "rows"], "properties": {
         "accuracy": {"description": "Per cent.", "type": "number"}, "right": {"type": "integer"}, "rows": {"type": "integer"}}},
        "Predictions": {"type": "object", "required": ["accuracy", "true", "predicted"], "properties": {
         "accuracy": {"type": "number"}, "true": {"type": "array", "items": {"type": "integer"}}, "predicted": {"type": "array", "items": {"type": "integer"}}}},
        "Document": {"type": "object"}
        """
    }
}
