/// The answer to a request of the Open Inference Protocol.
struct InferAnswer {
    /// JSON, then the bytes of the outputs that are to be binary.
    private(set) var bytes: [UInt8]
    /// How much of it is JSON; nothing for all of it.
    private(set) var headerBytes: Int?

    /// - Throws: If an output is asked for that the model does not have.
    init(_ answer: Answer, _ request: InferRequest) throws(APIError) {
        let names = ModelSignature.outputs(of: answer.purpose)
        try request.checkOutputs(names)
        var json = JSONWriter(reserving: 256 + 12 * answer.values.count)
        var binary: [UInt8] = []
        json.raw("{\"model_name\":")
        json.string(answer.model)
        json.raw(",\"model_version\":")
        json.string(answer.version)
        if let id = request.id {
            json.raw(",\"id\":")
            json.string(id)
        }
        json.raw(",\"parameters\":{\"digest\":")
        json.string(answer.digest)
        json.raw("},\"outputs\":")
        json.list(names.filter { request.form(of: $0) != nil }) { json, name in
            let isBinary = request.form(of: name) == true
            Self.write(answer, name, isBinary, &json, &binary)
        }
        json.raw("}")
        headerBytes = binary.isEmpty ? nil : json.bytes.count
        bytes = json.bytes + binary
    }

    private static func write(
        _ answer: Answer, _ name: String, _ isBinary: Bool, _ json: inout JSONWriter, _ binary: inout [UInt8]
    ) {
        let rows = answer.values.count / answer.width
        let classes = name == ModelSignature.classes ? answer.classes : nil
        json.raw("{\"name\":")
        json.string(name)
        json.raw(classes == nil ? ",\"datatype\":\"FP32\",\"shape\":" : ",\"datatype\":\"INT64\",\"shape\":")
        json.list(classes == nil ? [rows, answer.width] : [rows]) { $0.number($1) }
        if isBinary {
            let start = binary.count
            if let classes {
                for number in classes { withUnsafeBytes(of: Int64(number).littleEndian) { binary += $0 } }
            } else {
                binary += littleEndianBytes(answer.values)
            }
            json.raw(",\"parameters\":{\"binary_data_size\":")
            json.number(binary.count - start)
            json.raw("}}")
        } else {
            json.raw(",\"data\":")
            if let classes { json.list(classes) { $0.number($1) } } else { json.list(answer.values) { $0.number($1) } }
            json.raw("}")
        }
    }
}
