import Values

extension Test {
    /// What kind of thing a value is.
    static var kinds: [Test] {
        [
            Test("defined") { (input, _, _) in input.isDefined },
            Test("undefined") { (input, _, _) in !input.isDefined },
            Test("none") { (input, _, _) in input.isNone },
            Test("boolean") { (input, _, _) in if case .bool = input { true } else { false } },
            Test("true") { (input, _, _) in if case .bool(true) = input { true } else { false } },
            Test("false") { (input, _, _) in if case .bool(false) = input { true } else { false } },
            Test("integer") { (input, _, _) in isInteger(input) },
            Test("float") { (input, _, _) in if case .float = input { true } else { false } },
            Test("number") { (input, _, _) in input.number != nil },
            Test("string") { (input, _, _) in input.isString },
            Test("mapping") { (input, _, _) in input.dict != nil },
            Test("iterable") { (input, _, _) throws(Fault) in
                switch input {
                case .string, .verbatim, .list, .tuple, .dict: return true
                case .undefined(let undefined):
                    try undefined.require()
                    return true
                case .instance(let instance): return try instance.elements() != nil
                default: return false
                }
            },
            Test("sequence") { (input, _, _) in
                switch input {
                case .string, .verbatim, .list, .tuple, .dict: true
                case .instance(let instance): instance is RangeObject
                default: false
                }
            },
            Test("callable") { (input, _, _) in
                if input.isUndefined { return true }
                if case .instance(let instance) = input { return instance.isCallable }
                return false
            },
            Test("escaped") { (input, _, _) in input.isUndefined },
            Test("sameas", "other") { (input, bound, _) in input.isIdentical(to: bound[0]) },
            Test("filter") { (input, _, _) throws(Fault) in Filter.named(try input.requiredString(by: "filter")) != nil
            },
            Test("test") { (input, _, _) throws(Fault) in Test.named(try input.requiredString(by: "test")) != nil },
            Test("isnan") { (input, _, _) throws(Fault) in
                if case .undefined(let undefined) = input { throw undefined.fault }
                return input.number?.isNaN ?? false
            },
            Test("truthy", "convert_bool=false") { (input, bound, _) throws(Fault) in try isTruthy(input, bound) },
            Test("falsy", "convert_bool=false") { (input, bound, _) throws(Fault) in try !isTruthy(input, bound) },
        ]
    }

    private static func isInteger(_ input: Object) -> Bool {
        switch input {
        case .int, .big: true
        default: false
        }
    }

    private static func isTruthy(_ input: Object, _ bound: Bound) throws(Fault) -> Bool {
        if try bound.flag(0), let flag = input.boolean { return flag }
        return try Python.isTrue(input)
    }
}
