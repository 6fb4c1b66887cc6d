import FoundationEssentials

extension Network {
    /// The network's shape in the form of Keras' `model.to_json()`, which Keras 2 reads too.
    package func kerasJSON(name: String) throws(FileProblem) -> [UInt8] {
        let layers = layers.enumerated().map { index, layer in
            KerasDocument.Layer(
                config: .init(
                    name: layer.name, units: layer.units, activation: layer.activation,
                    batchInputShape: index == 0 ? [nil, layer.inputs] : nil))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(KerasDocument(config: .init(name: name, layers: layers))) else {
            throw FileProblem("model description cannot be written", "The model \(name) cannot be written as JSON.")
        }
        return Array(data) + [UInt8(ascii: "\n")]
    }
}

private struct KerasDocument: Encodable {
    struct Layer: Encodable {
        struct Config: Encodable {
            let name: String
            let units: Int
            let activation: Activation
            let batchInputShape: [Int?]?
            let dtype = "float32"
            let trainable = true
            let usesBias = true

            enum CodingKeys: String, CodingKey {
                case name, units, activation, dtype, trainable
                case batchInputShape = "batch_input_shape"
                case usesBias = "use_bias"
            }
        }

        let className = "Dense"
        let config: Config

        enum CodingKeys: String, CodingKey {
            case className = "class_name"
            case config
        }
    }

    struct Config: Encodable {
        let name: String
        let layers: [Layer]
    }

    let className = "Sequential"
    let config: Config
    let backend = "tensorflow"
    let kerasVersion = "2.3.1"

    enum CodingKeys: String, CodingKey {
        case className = "class_name"
        case kerasVersion = "keras_version"
        case config, backend
    }
}
