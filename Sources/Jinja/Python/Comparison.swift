import Values

extension Python {
    /// `bool(object)`.
    static func isTrue(_ object: Object) throws(Fault) -> Bool {
        switch object {
        case .none: return false
        case .bool(let flag): return flag
        case .int(let integer): return integer != 0
        case .big: return true
        case .float(let double): return double != 0
        case .string(let text), .verbatim(let text): return !text.isEmpty
        case .list(let list): return list.count > 0
        case .tuple(let tuple): return !tuple.items.isEmpty
        case .dict(let dict): return dict.count > 0
        case .undefined(let undefined):
            try undefined.require()
            return false
        case .omit: return true
        case .instance(let instance): return instance.isTrue
        case .pending(let pending): return try isTrue(try pending.force())
        }
    }

    /// `left == right`.
    static func isEqual(_ left: Object, _ right: Object) throws(Fault) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): return left.isSame(as: right)
        case (.int(let left), .int(let right)): return left == right
        case (.undefined(let left), .undefined(let right)):
            try left.require()
            try right.require()
            return true
        case (.undefined(let undefined), _), (_, .undefined(let undefined)):
            try undefined.require()
            return false
        case (.none, .none), (.omit, .omit): return true
        case (.list(let left), .list(let right)):
            if left === right { return true }
            return try isEqual(left.all(), right.all())
        case (.tuple(let left), .tuple(let right)): return try isEqual(left.items, right.items)
        case (.dict(let left), .dict(let right)): return try isEqual(left, right)
        case (.instance(let instance), let other), (let other, .instance(let instance)):
            return instance.isEqual(to: other)
        default: break
        }
        if let left = left.string, let right = right.string { return left.isSame(as: right) }
        return order(numbers: left, right) == 0
    }

    private static func isEqual(_ left: [Object], _ right: [Object]) throws(Fault) -> Bool {
        guard left.count == right.count else { return false }
        for (one, other) in zip(left, right) where try !isEqual(one, other) { return false }
        return true
    }

    private static func isEqual(_ left: DictObject, _ right: DictObject) throws(Fault) -> Bool {
        guard left !== right else { return true }
        guard left.count == right.count else { return false }
        for (key, value) in try left.entries() {
            guard let other = try right.get(key), try isEqual(value, other) else { return false }
        }
        return true
    }

    /// The order of two values: -1, 0 or 1. An error for kinds that have no order.
    static func order(_ left: Object, _ right: Object) throws(Fault) -> Int {
        if case .int(let left) = left, case .int(let right) = right { return left < right ? -1 : left > right ? 1 : 0 }
        if let left = left.string, let right = right.string { return order(left, right) }
        if let order = order(numbers: left, right) { return order }
        switch (left, right) {
        case (.undefined(let undefined), _), (_, .undefined(let undefined)): throw undefined.fault
        case (.list(let left), .list(let right)): return try order(left.all(), right.all())
        case (.tuple(let left), .tuple(let right)): return try order(left.items, right.items)
        case (.instance(let instance), let other):
            if let order = instance.order(against: other) { return order }
        default: break
        }
        throw Fault.failed(
            "values cannot be ordered",
            "\(left.kindInWords.capitalizedFirst) and \(right.kindInWords) cannot be compared with each other.",
            help: mixesTextAndNumber(left, right) ? "convert the string to a number with `| int`" : nil)
    }

    /// The order of two numbers, exact also where an integer has no floating-point equal; `nil` if one is no number
    /// or the two have no order.
    private static func order(numbers left: Object, _ right: Object) -> Int? {
        guard let first = left.number, let second = right.number, !first.isNaN, !second.isNaN else { return nil }
        guard first == second, first.magnitude >= 0x1p53 else { return first < second ? -1 : first > second ? 1 : 0 }
        switch (left.wideInteger, right.wideInteger) {
        case (let one?, let other?): return one < other ? -1 : one > other ? 1 : 0
        case (let one?, nil): return order(one, second)
        case (nil, let other?): return -order(other, first)
        case (nil, nil): return 0
        }
    }

    /// The order of an integer and a float, which may be infinite.
    private static func order(_ integer: BigInteger, _ double: Double) -> Int {
        guard double.isFinite else { return double < 0 ? 1 : -1 }
        let whole = BigInteger(double)
        return integer < whole ? -1 : whole < integer ? 1 : 0
    }

    private static func mixesTextAndNumber(_ left: Object, _ right: Object) -> Bool {
        left.isString && right.number != nil || right.isString && left.number != nil
    }

    /// By code points, as Python orders text.
    static func order(_ left: String, _ right: String) -> Int {
        if left.isSame(as: right) { return 0 }
        return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
    }

    private static func order(_ left: [Object], _ right: [Object]) throws(Fault) -> Int {
        for (one, other) in zip(left, right) where try !isEqual(one, other) { return try order(one, other) }
        return left.count < right.count ? -1 : left.count > right.count ? 1 : 0
    }

    /// `item in container`.
    static func contains(_ container: Object, _ item: Object) throws(Fault) -> Bool {
        switch container {
        case .string(let text), .verbatim(let text):
            if case .undefined(let undefined) = item { throw undefined.fault }
            guard let part = item.string else {
                throw Fault.failed(
                    "invalid membership test",
                    "Only a string can be `in` a string, not \(item.kindInWords).")
            }
            return text.containsScalars(part)
        case .list(let list): return try contains(list.all(), item)
        case .tuple(let tuple): return try contains(tuple.items, item)
        case .dict(let dict): return item.isOpaqueKey ? false : dict.contains(try item.key())
        case .undefined(let undefined):
            try undefined.require()
            return false
        case .instance(let instance):
            if let elements = try instance.elements() { return try contains(elements, item) }
        default: break
        }
        throw Fault.failed(
            "invalid membership test",
            "\(container.kindInWords.capitalizedFirst) is not a container, so nothing can be `in` it.")
    }

    static func contains(_ items: [Object], _ item: Object) throws(Fault) -> Bool {
        for candidate in items where try isEqual(candidate, item) { return true }
        return false
    }

    static func compare(_ comparison: Comparison, _ left: Object, _ right: Object) throws(Fault) -> Bool {
        switch comparison {
        case .equal: return try isEqual(left, right)
        case .notEqual: return try !isEqual(left, right)
        case .contained: return try contains(right, left)
        case .notContained: return try !contains(right, left)
        default: break
        }
        if left.number?.isNaN == true || right.number?.isNaN == true { return false }
        let order = try order(left, right)
        switch comparison {
        case .less: return order < 0
        case .lessOrEqual: return order <= 0
        case .greater: return order > 0
        default: return order >= 0
        }
    }
}
