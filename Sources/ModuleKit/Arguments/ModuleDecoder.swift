import Values

/// Fills a module's `@Argument` properties through its synthesized `Decodable` initialiser.
///
/// The compiler's initialiser asks for every stored property by name; this decoder hands it the wrapper with the
/// value that was read before. Nothing is parsed here.
struct ModuleDecoder: Decoder {
    let values: [String: any ArgumentValue]
    let extras: Mapping
    let specs: [String: ArgumentSpec]

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ArgumentContainer(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw BindingMisuse.notByCodable }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw BindingMisuse.notByCodable }
}

private struct ArgumentContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: ModuleDecoder

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        if type == ExtraArguments.self, let extras = ExtraArguments(bound: decoder.extras) as? T { return extras }
        guard let argument = type as? any DeclaredArgument.Type else { return try T(from: decoder) }
        // A wrapped property `path` is stored, and asked for, as `_path` by reflection and as `path` here.
        let property = key.stringValue.hasPrefix("_") ? String(key.stringValue.dropFirst()) : key.stringValue
        guard let value = decoder.values[property] ?? decoder.specs[property]?.defaultValue,
            let made = argument.make(from: value, given: decoder.values[property] != nil) as? T
        else { throw BindingMisuse.notByCodable }
        return made
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<NestedKey>
    { throw BindingMisuse.notByCodable }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw BindingMisuse.notByCodable
    }

    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { decoder }
}
