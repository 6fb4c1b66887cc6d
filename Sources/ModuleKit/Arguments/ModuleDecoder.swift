import Values

/// Fills a module's `@Argument` properties through its synthesized `Decodable` initialiser.
///
/// The compiler's initialiser asks for every stored property by name; this decoder hands each wrapper the value that
/// was read before. Nothing is parsed here.
struct ModuleDecoder: Decoder {
    let read: ReadArguments
    /// The property that is asked for; `nil` for the module or group itself.
    var property: String?

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ArgumentContainer(read: read))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw BindingMisuse.notByCodable }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw BindingMisuse.notByCodable }
}

/// What the arguments of one call were read to. A class, because a decoder is made for each property.
final class ReadArguments: Sendable {
    /// What was given, by property.
    let values: [String: any ArgumentValue]
    let extras: Mapping
    let defaults: [String: any ArgumentValue]

    init(values: [String: any ArgumentValue], extras: Mapping, defaults: [String: any ArgumentValue]) {
        self.values = values
        self.extras = extras
        self.defaults = defaults
    }
}

private struct ArgumentContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let read: ReadArguments

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try T(from: ModuleDecoder(read: read, property: key.stringValue))
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<NestedKey>
    { throw BindingMisuse.notByCodable }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw BindingMisuse.notByCodable
    }

    func superDecoder() throws -> any Decoder { ModuleDecoder(read: read) }
    func superDecoder(forKey key: Key) throws -> any Decoder { ModuleDecoder(read: read) }
}
