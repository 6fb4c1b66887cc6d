package import Values

/// Takes every argument that has no declaration of its own, by name: the variables of `set_fact` and `add_host`.
@propertyWrapper
package struct ExtraArguments: Sendable, Decodable {
    package let wrappedValue: Mapping

    package init(_ help: String) { wrappedValue = [:] }

    init(bound mapping: Mapping) { wrappedValue = mapping }

    package init(from decoder: any Decoder) throws { throw BindingMisuse.notByCodable }
}
