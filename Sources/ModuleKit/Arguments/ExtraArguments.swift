package import Values

/// Takes every argument that has no declaration of its own, by name: the variables of `set_fact` and `add_host`.
@propertyWrapper
package struct ExtraArguments: Sendable, Decodable {
    package let wrappedValue: Mapping

    package init(_ help: String) { wrappedValue = [:] }

    package init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? ModuleDecoder else { throw BindingMisuse.notByCodable }
        wrappedValue = decoder.read.extras
    }
}
