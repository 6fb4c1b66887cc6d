/// What a model takes and gives in the terms of the Open Inference Protocol.
struct ModelSignature {
    static let input = "input"
    static let output = "output"
    static let classes = "classes"

    let model: LoadedModel
    /// All versions that can be asked.
    let versions: [String]

    /// Names of the outputs: the values, and for a classifier the number of the class.
    static func outputs(of purpose: Network.Purpose) -> [String] {
        purpose == .regression ? [output] : [output, classes]
    }

    /// What `GET /v2/models/NAME` tells.
    var line: [UInt8] {
        var json = JSONWriter()
        json.raw("{\"name\":")
        json.string(model.name)
        json.raw(",\"versions\":")
        json.list(versions) { $0.string($1) }
        json.raw(",\"platform\":\"model-service\",\"inputs\":[")
        write(&json, Self.input, "FP32", [-1, model.network.inputs])
        json.raw("],\"outputs\":[")
        write(&json, Self.output, "FP32", [-1, model.network.outputs])
        if model.network.classes != nil {
            json.raw(",")
            write(&json, Self.classes, "INT64", [-1])
        }
        json.raw("]}\n")
        return json.bytes
    }

    private func write(_ json: inout JSONWriter, _ name: String, _ type: String, _ shape: [Int]) {
        json.raw("{\"name\":")
        json.string(name)
        json.raw(",\"datatype\":")
        json.string(type)
        json.raw(",\"shape\":")
        json.list(shape) { $0.number($1) }
        json.raw("}")
    }
}
