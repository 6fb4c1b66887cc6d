package import Values

/// The name of a file of variables on the controller.
package struct VariablesFile: ArgumentValue {
    package let name: String

    package static var typeName: String { "file on the controller" }

    package static func namedFile(in text: String) -> (name: String, kind: ResourceKind)? { (trimmed(text), .vars) }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem)
        -> VariablesFile
    {
        VariablesFile(name: trimmed(try String.parse(value, resources)))
    }

    /// As in Ansible, a folded text may end in a line break.
    private static func trimmed(_ text: String) -> String { Python.strip(text, "\n", side: .right) }
}
