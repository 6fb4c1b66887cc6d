/// The parts of Keras' `model.json` that matter to a dense model; all else is passed over.
struct KerasModel: Decodable {
    struct Layer: Decodable {
        let className: String
        let config: LayerConfig

        private enum CodingKeys: String, CodingKey {
            case className = "class_name"
            case config
        }
    }

    struct LayerConfig: Decodable {
        let name: String
        let units: Int?
        let activation: String?
        let useBias: Bool?
        /// Keras 2: on the first layer.
        let batchInputShape: [Int?]?
        /// Keras 3: on an InputLayer.
        let batchShape: [Int?]?

        private enum CodingKeys: String, CodingKey {
            case name, units, activation
            case useBias = "use_bias"
            case batchInputShape = "batch_input_shape"
            case batchShape = "batch_shape"
        }
    }

    /// An object since Keras 2.2.3, a bare list of layers before.
    struct Config: Decodable {
        let name: String?
        let layers: [Layer]

        private enum CodingKeys: String, CodingKey { case name, layers }

        init(from decoder: any Decoder) throws {
            if let list = try? decoder.singleValueContainer().decode([Layer].self) {
                name = nil
                layers = list
                return
            }
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            name = try fields.decodeIfPresent(String.self, forKey: .name)
            layers = try fields.decode([Layer].self, forKey: .layers)
        }
    }

    let className: String
    let config: Config

    private enum CodingKeys: String, CodingKey {
        case className = "class_name"
        case config
    }
}

/// A decoding error in a sentence that says where in the document it is.
func describeDecodingError(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing."
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
        "\(path(context.codingPath)) has the wrong type. \(sentence(context.debugDescription))"
    case .dataCorrupted(let context):
        "\(path(context.codingPath)) is not valid. \(sentence(context.debugDescription))"
    default: "It cannot be decoded."
    }
}

private func path(_ keys: [any CodingKey]) -> String {
    let steps = keys.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }
    let joined = steps.joined()
    return joined.isEmpty ? "The document" : "`\(joined.hasPrefix(".") ? String(joined.dropFirst()) : joined)`"
}

private func sentence(_ text: String) -> String {
    text.hasSuffix(".") ? text : "\(text)."
}
