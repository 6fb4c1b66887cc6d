package import Values

/// Conditions as they are written. They are not rendered as other arguments are, which would turn data into code.
package struct Conditions: ArgumentValue {
    package let written: Value

    package static var typeName: String { "conditions" }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Conditions
    {
        Conditions(written: value)
    }
}
