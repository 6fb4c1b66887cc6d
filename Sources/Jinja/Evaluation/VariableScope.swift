package import Values

/// Where a template's names come from: layers of variables, looked up when they are used and never merged.
package protocol VariableScope: Sendable {
    /// The variable of this name as it was set, unrendered; `nil` if there is none.
    func lookUp(_ name: String) -> Variable?

    /// All names there are, for iteration over `vars` or `hostvars` and for "did you mean".
    var names: [String] { get }

    /// Whether a text whose variables are missing stands as it is written for who looks from outside, as in `hostvars`.
    var showsUnrendered: Bool { get }
}

extension VariableScope {
    package var showsUnrendered: Bool { false }
}

/// What a name stands for.
package enum Variable: Sendable {
    /// A value; templates in it are rendered with the scope they were found in.
    case value(Values.Value)
    /// A nested set of variables, such as `hostvars` or one host in it, that renders its templates with itself.
    case scope(any VariableScope)
}
