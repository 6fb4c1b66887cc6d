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
                .float(Python.power(try number(input), try number(bound[0])))
            },
            Filter("root", "base=2") { (input, bound, _) throws(Fault) in
                let base = try number(bound[0])
                return .float(base == 2 ? try number(input).squareRoot() : Python.power(try number(input), 1 / base))
            },
            Filter("filesizeformat", "binary=false") { (input, bound, _) throws(Fault) in
                .string(Sizes.fileSize(try number(input), isBinary: try bound.flag(0)))
            },
            Filter("human_readable", "isbits=false, unit=none") { (input, bound, _) throws(Fault) in
                .string(Sizes.readable(try number(input), isBits: try bound.flag(0), unit: try bound.optionalText(1)))
            },
            Filter("human_to_bytes", "default_unit=none, isbits=false") { (input, bound, _) throws(Fault) in
                .int(
                    try Sizes.bytes(try Python.text(input), unit: try bound.optionalText(0), isBits: try bound.flag(1)))
            },
        ]
    }

    /// The number an object is, or its text reads as.
    static func number(_ object: Object) throws(Fault) -> Double {
        if case .undefined(let undefined) = object { throw undefined.fault }
        if let number = object.number { return number }
        if let number = object.string.flatMap(Python.float(of:)) { return number }
        throw Fault.failed("a value that is no number", "A number is needed here, not \(object.kindInWords).")
    }

    @Sendable private static func abs(_ input: Object, _: Bound, _: Evaluation) throws(Fault) -> Object {
        if let integer = input.wideInteger { return Object(integer.isNegative ? -integer : integer) }
        guard case .float(let double) = input else {
            throw Fault.failed("a value that is no number", "A number is needed here, not \(input.kindInWords).")
        }
        return .float(double.magnitude)
    }

    @Sendable private static func round(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let precision = try bound.int(0)
        guard input.number != nil else {
            throw Fault.failed("a value that is no number", "A number is needed here, not \(input.kindInWords).")
        }
        let value = try number(input)
        switch try bound.text(1) {
        case "common":
            // Python's round(): exact in decimal, so the shortest way is through the decimal text.
            if let integer = input.integer, precision >= 0 { return .int(integer) }
            guard precision >= 0, value.isFinite else {
                return .float(scaled(value, precision) { $0.rounded(.toNearestOrEven) })
            }
            let text = FloatFormat.fixed(value.magnitude, digits: precision)
            return .float((value.sign == .minus ? -1 : 1) * (Double(text) ?? value.magnitude))
        case "ceil": return .float(scaled(value, precision) { $0.rounded(.up) })
        case "floor": return .float(scaled(value, precision) { $0.rounded(.down) })
        default: throw Fault.failed("an unknown way of rounding", "The method is one of common, ceil, floor.")
        }
    }

    private static func scaled(_ value: Double, _ precision: Int, _ round: (Double) -> Double) -> Double {
        let factor = Python.power(10, Double(precision))
        return round(value * factor) / factor
    }

    @Sendable private static func sum(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        var total = bound[1]
        for item in try Python.iterate(input) {
            let value = bound[0].isNone ? item : try AttributePath(bound[0]).value(of: item, evaluation)
            total = try Python.calculate(.add, total, value, evaluation)
        }
        return total
    }

    @Sendable private static func log(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let value = try number(input)
        guard value > 0 else {
            throw Fault.failed("a logarithm that does not exist", "Only positive numbers have one.")
        }
        if bound[0].isNone { return .float(Python.logarithm(value)) }
        let base = try number(bound[0])
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

    static func bytes(_ text: String, unit: String?, isBits: Bool) throws(Fault) -> Int {
        let match = try Patterns.first("^\\s*([0-9]*\\.?[0-9]*)\\s*([A-Za-z]+)?", in: text)
        guard let number = match?.text(1), let value = Double(number) else {
            throw Fault.failed("a size that cannot be read", "`\(text)` is not a size.")
        }
        let unit = match?.text(2) ?? unit ?? ""
        let isPlain =
            unit.isEmpty || (isBits ? ["B", "BIT", "BITS"] : ["B", "BYTE", "BYTES"]).contains(unit.uppercased())
        let first = isPlain ? "B" : unit.prefix(1).uppercased()
        guard let factor = suffixes.first(where: { $0.letter == first })?.factor,
            isPlain || unit.count == 1 || unit.dropFirst() == (isBits ? "b" : "B")
        else { throw Fault.failed("a size that cannot be read", "`\(unit)` is not a unit of size.") }
        guard let bytes = Int(exactly: (value * factor).rounded(.toNearestOrEven)) else {
            throw Fault.failed("a size that is too large", "`\(text)` is more than \(Int.max) bytes.")
        }
        return bytes
    }
}
