package import Values

extension ArgumentTable {
    /// What a module was called with, under the names of its arguments: what was given, and the defaults of the rest.
    /// `invocation.module_args` of a result.
    package func invocation(_ given: [GivenArgument]) -> Mapping {
        var invocation = defaultsForReading
        for argument in given {
            guard let spec = self.argument(named: argument.name) else {
                invocation[argument.name] = argument.value
                continue
            }
            invocation[spec.name] = spec.isSecret ? .string(Secret.mask) : argument.value
        }
        return invocation
    }
}

extension ArgumentSpec {
    /// The default as data; null where there is none, or none that can be told.
    package var defaultForReading: Value {
        switch defaultValue {
        case let flag as Bool: .bool(flag)
        case let number as Int: .int(number)
        case let number as Double: .double(number)
        default: defaultText.map(Value.string) ?? .null
        }
    }
}
