import Values

extension Filter {
    /// Numbers and sizes.
    static var numbers: [Filter] {
        [
            Filter("abs", "", abs),
            Filter("round", "precision=0, method='common'", round),
            Filter("sum", "attribute=none, start=0", sum),
            Filter("log", "base=none", log),
            Filter("pow", "y") { (input, bound, _) throws(Fault) in
                .float(try mathPower(try input.requiredNumber(), try bound[0].requiredNumber()))
            },
            Filter("root", "base=2") { (input, bound, _) throws(Fault) in
                let (value, base) = (try input.requiredNumber(), try bound[0].requiredNumber())
                guard base == 2 else { return .float(try mathPower(value, 1 / (try Python.divisor(base)))) }
                guard value >= 0 else { throw undefinedResult() }
                return .float(value.squareRoot())
            },
            Filter("filesizeformat", "binary=false") { (input, bound, _) throws(Fault) in
                .string(Sizes.fileSize(try number(input), isBinary: try bound.flag(0)))
            },
            Filter("human_readable", "isbits=false, unit=none") { (input, bound, _) throws(Fault) in
                .string(
                    Sizes.readable(
                        try input.requiredNumber(), isBits: try bound.flag(0), unit: try bound.optionalText(1)))
            },
            Filter("human_to_bytes", "default_unit=none, isbits=false") { (input, bound, _) throws(Fault) in
                try Sizes.bytes(try Python.text(input), unit: try bound.optionalText(0), isBits: try bound.flag(1))
            },
        ]
    }

    private static func undefinedResult() -> Fault {
        Fault.failed("math domain error", "The function is not defined for these numbers.")
    }

    /// `math.pow`.
    private static func mathPower(_ base: Double, _ exponent: Double) throws(Fault) -> Double {
        let result = Python.power(base, exponent)
        guard result.isFinite || !base.isFinite || !exponent.isFinite else { throw undefinedResult() }
        return result
    }

    /// The number an object is, or its text reads as.
    static func number(_ object: Object) throws(Fault) -> Double {
        if case .undefined(let undefined) = object { throw undefined.fault }
        if let number = object.number { return number }
        if let number = object.string.flatMap(Python.float(of:)) { return number }
        throw Fault.failed("value is not a number", "A number is needed here, not \(object.kindInWords).")
    }

    @Sendable private static func abs(_ input: Object, _: Bound, _: Evaluation) throws(Fault) -> Object {
        if let integer = input.wideInteger { return Object(integer.isNegative ? -integer : integer) }
        if case .instance(let instance) = input, let delta = instance as? TimeDeltaObject {
            return .instance(TimeDeltaObject(Int(delta.microseconds.magnitude)))
        }
        guard case .float(let double) = input else {
            throw Fault.failed("value is not a number", "A number is needed here, not \(input.kindInWords).")
        }
        return .float(double.magnitude)
    }

    @Sendable private static func round(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let precision = try bound.int(0)
        let method = try bound.text(1)
        guard ["common", "ceil", "floor"].contains(method) else {
            throw Fault.failed("unknown rounding method", "`method` must be common, ceil or floor.")
        }
        let value = try input.requiredNumber()
        if method != "common" {
            return .float(scaled(value, precision) { $0.rounded(method == "ceil" ? .up : .down) + 0 })
        }
        if let integer = input.wideInteger { return Object(try Python.rounded(integer, precision)) }
        guard precision >= 0, value.isFinite else {
            return .float(scaled(value, precision) { $0.rounded(.toNearestOrEven) })
        }
        return .float(Python.rounded(value, digits: precision))
    }

    private static func scaled(_ value: Double, _ precision: Int, _ round: (Double) -> Double) -> Double {
        let factor = Python.power(10, Double(precision))
        return round(value * factor) / factor
    }

    @Sendable private static func sum(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        if bound[1].isString {
            throw Fault.failed("strings cannot be summed", "Strings are joined, not added up.", help: "use `join`")
        }
        var total = bound[1]
        for item in try Python.iterate(input) {
            let value = bound[0].isNone ? item : try AttributePath(bound[0]).value(of: item, evaluation)
            total = try Python.calculate(.add, total, value, evaluation)
        }
        return total
    }

    @Sendable private static func log(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let value = try input.requiredNumber()
        guard value > 0 else {
            throw Fault.failed("logarithm is not defined", "Only positive numbers have a logarithm.")
        }
        if bound[0].isNone { return .float(Python.logarithm(value)) }
        let base = try bound[0].requiredNumber()
        guard base > 0, base != 1 else { throw undefinedResult() }
        return .float(
            base == 10 ? Python.logarithm(value, decimal: true) : Python.logarithm(value) / Python.logarithm(base))
    }
}

/// Sizes for people and back.
enum Sizes {
    static func fileSize(_ bytes: Double, isBinary: Bool) -> String {
        let base: Double = isBinary ? 1024 : 1000
        let units =
            isBinary
            ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]
            : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"]
        if bytes == 1 { return "1 Byte" }
        if bytes < base { return "\(Int(exactly: bytes.rounded(.towardZero)) ?? 0) Bytes" }
        var unit = base
        for name in units {
            unit *= base
            if bytes < unit { return FloatFormat.fixed(base * bytes / unit, digits: 1) + " " + name }
        }
        return FloatFormat.fixed(base * bytes / unit, digits: 1) + " " + units[units.count - 1]
    }

    private static let suffixes: [(letter: String, factor: Double)] = [
        ("Y", 0x1p80), ("Z", 0x1p70), ("E", 0x1p60), ("P", 0x1p50), ("T", 0x1p40), ("G", 0x1p30), ("M", 0x1p20),
        ("K", 0x1p10), ("B", 1),
    ]

    static func readable(_ size: Double, isBits: Bool, unit: String?) -> String {
        let base = isBits ? "bits" : "Bytes"
        for (letter, factor) in suffixes {
            let isChosen = unit.map { $0.uppercased() == letter } ?? (size >= factor)
            guard isChosen else { continue }
            let suffix = letter == "B" ? base : letter + (isBits ? "b" : "B")
            return FloatFormat.fixed(size / factor, digits: 2) + " " + suffix
        }
        return FloatFormat.fixed(size, digits: 2) + " " + base
    }

    private static let prefixes = [
        "K": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "E": "exa", "Z": "zetta", "Y": "yotta",
    ]

    static func bytes(_ text: String, unit: String?, isBits: Bool) throws(Fault) -> Object {
        let match = try Patterns.first("^([0-9]*\\.?[0-9]+)\\s*([A-Za-z]+)?\\s*$", in: text)
        guard let number = match?.text(1).flatMap(Double.init) else {
            throw Fault.failed("invalid size", "`\(text)` is not a size.")
        }
        let unit = match?.text(2) ?? unit ?? "B"
        let one = isBits ? "bit" : "byte"
        let factor = suffixes.first { letter, _ in
            let names = [letter + (isBits ? "b" : "B"), (prefixes[letter] ?? "") + one]
            return unit.uppercased() == letter || unit == names[0] && letter != "B" || unit.lowercased() == names[1]
        }?.factor
        guard let factor else { throw Fault.failed("invalid size", "`\(unit)` is not a unit of size.") }
        return Object(BigInteger((number * factor).rounded(.toNearestOrEven)))
    }
}

extension Object {
    /// A Python number; text that reads as one is none.
    func requiredNumber() throws(Fault) -> Double {
        if let number { return number }
        if case .undefined(let undefined) = self { throw undefined.fault }
        throw Fault.failed("value is not a number", "A number is needed here, not \(kindInWords).")
    }
}
