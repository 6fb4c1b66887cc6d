/// The JSON object at the head of a safetensors file: entries by tensor name beside one of free text.
struct SafeTensorsHeader: Codable {
    struct Entry: Codable {
        let type: String
        let shape: [Int]
        let begin: Int
        let end: Int

        init(shape: [Int], begin: Int, end: Int) {
            type = "F32"
            (self.shape, self.begin, self.end) = (shape, begin, end)
        }

        private enum CodingKeys: String, CodingKey {
            case type = "dtype"
            case shape
            case offsets = "data_offsets"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            type = try fields.decode(String.self, forKey: .type)
            shape = try fields.decode([Int].self, forKey: .shape)
            let offsets = try fields.decode([Int].self, forKey: .offsets)
            guard offsets.count == 2, offsets[0] >= 0, offsets[1] >= 0 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .offsets, in: fields, debugDescription: "two offsets are needed")
            }
            (begin, end) = (offsets[0], offsets[1])
        }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(type, forKey: .type)
            try fields.encode(shape, forKey: .shape)
            try fields.encode([begin, end], forKey: .offsets)
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }

        static let metadata = Name(stringValue: "__metadata__")
    }

    var metadata: [String: String]
    var entries: [String: Entry] = [:]

    init(metadata: [String: String]) {
        self.metadata = metadata
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Name.self)
        metadata = try fields.decodeIfPresent([String: String].self, forKey: .metadata) ?? [:]
        for key in fields.allKeys where key.stringValue != Name.metadata.stringValue {
            entries[key.stringValue] = try fields.decode(Entry.self, forKey: key)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Name.self)
        if !metadata.isEmpty { try fields.encode(metadata, forKey: .metadata) }
        for (name, entry) in entries { try fields.encode(entry, forKey: Name(stringValue: name)) }
    }
}
