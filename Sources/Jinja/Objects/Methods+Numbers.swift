import Values

extension Methods {
    static let numbers: [Method] = [
        Method("bit_length", "", { (base, _, _) in .int(base.wideInteger?.bitCount ?? 0) }),
        Method(
            "bit_count", "",
            { (base, _, _) in .int(base.wideInteger?.limbs.reduce(0) { $0 + $1.nonzeroBitCount } ?? 0) }),
        Method("conjugate", "", { (base, _, _) in base }),
        Method("is_integer", "", { (base, _, _) in .bool(base.number.map { $0 == $0.rounded() } ?? false) }),
    ]

    /// What numbers have that is not called: the parts of a complex number and of a fraction.
    static func part(_ name: String, ofNumber number: Object) -> Object? {
        let isWhole = number.wideInteger != nil
        switch name {
        case "real": return number.integer.map { .int($0) } ?? number
        case "imag": return isWhole ? .int(0) : .float(0)
        case "numerator" where isWhole: return number.integer.map { .int($0) } ?? number
        case "denominator" where isWhole: return .int(1)
        default: return nil
        }
    }
}
