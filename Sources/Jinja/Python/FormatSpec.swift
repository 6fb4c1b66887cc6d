import Values

/// Python's format specification: `[[fill]align][sign][#][0][width][,][.precision][type]`.
struct FormatSpec {
    var fill: Unicode.Scalar = " "
    var align: Unicode.Scalar?
    var sign: Unicode.Scalar = "-"
    var isAlternate = false
    var isZeroPadded = false
    var width = 0
    /// Whether something is asked for that only numbers have.
    private var isOfNumbers = false
    var grouping: Unicode.Scalar?
    var precision: Int?
    var type: Unicode.Scalar?

    init() {}

    init(_ text: String) throws(Fault) {
        var rest = Substring(text).unicodeScalars
        let aligns: [Unicode.Scalar] = ["<", ">", "=", "^"]
        var hasFill = false
        if let second = rest.dropFirst().first, aligns.contains(second), let first = rest.first {
            (fill, align, hasFill) = (first, second, true)
            rest = rest.dropFirst(2)
        } else if let first = rest.first, aligns.contains(first) {
            align = rest.removeFirst()
        }
        if let first = rest.first, ["+", "-", " "].contains(first) { (sign, isOfNumbers) = (rest.removeFirst(), true) }
        if rest.first == "#" { isAlternate = rest.popFirst() != nil }
        if rest.first == "0" {
            isZeroPadded = rest.popFirst() != nil
            if align != nil, !hasFill { fill = "0" }
        }
        width = try Self.number(&rest) ?? 0
        if let first = rest.first, first == "," || first == "_" { grouping = rest.removeFirst() }
        if rest.first == "." {
            rest.removeFirst()
            precision = try Self.number(&rest)
            guard precision != nil else {
                throw Fault.failed("invalid format specification", "The precision is missing after `.` in `\(text)`.")
            }
        }
        type = rest.popFirst()
        guard rest.isEmpty else {
            throw Fault.failed("invalid format specification", "`\(text)` is not a format specification.")
        }
    }

    private static func number(_ rest: inout Substring.UnicodeScalarView) throws(Fault) -> Int? {
        let digits = String(rest.prefix { ("0"..."9").contains($0) })
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.unicodeScalars.count)
        guard let number = Int(digits), number <= 1 << 20 else {
            throw Fault(.budget, "format width too large", "A width of \(digits) is not supported.")
        }
        return number
    }

    // MARK: Applying it

    func format(_ object: Object) throws(Fault) -> String {
        switch object {
        case .int(let integer): return try format(BigInteger(integer))
        case .big(let integer): return try format(integer)
        case .bool(let flag): return try format(BigInteger(flag ? 1 : 0))
        case .float(let double): return try format(double)
        case .string(let text), .verbatim(let text): return try format(text: text)
        default: throw unsuited(object.kindInWords)
        }
    }

    func format(text: String) throws(Fault) -> String {
        guard type == nil || type == "s", !isOfNumbers, !isAlternate || type != nil, grouping == nil, align != "="
        else {
            throw unsuited("text")
        }
        let cut = precision.map { String(scalars: text.unicodeScalars.prefix($0)) } ?? text
        return padded("", cut, defaultAlign: "<")
    }

    func format(_ integer: BigInteger) throws(Fault) -> String {
        let radix: (Int, String)? =
            switch type {
            case nil, "d", "n", "i", "u": (10, "")
            case "x", "X": (16, "0x")
            case "o": (8, "0o")
            case "b": (2, "0b")
            default: nil
            }
        if type == "c" {
            guard let scalar = integer.small.flatMap({ UInt32(exactly: $0) }).flatMap(Unicode.Scalar.init) else {
                throw unsuited("number is not a character")
            }
            return padded("", String(scalar), defaultAlign: "<")
        }
        guard let (base, prefix) = radix else { return try format(try Python.double(integer)) }
        var digits = integer.digits(radix: base)
        if let precision { digits = digits.zeroFilled(precision) }
        if let grouping {
            digits = grouped(digits, by: grouping, every: base == 10 ? 3 : 4, besides: integer.isNegative ? 1 : 0)
        }
        let whole = (isAlternate ? prefix : "")
        let isUpper = type == "X"
        return padded(
            signText(isNegative: integer.isNegative) + (isUpper ? whole.uppercased() : whole),
            isUpper ? digits.uppercased() : digits, defaultAlign: ">")
    }

    func format(_ double: Double) throws(Fault) -> String {
        var body: String
        let magnitude = double.magnitude
        if double.isNaN || double.isInfinite {
            body = double.isNaN ? "nan" : "inf"
        } else {
            switch type {
            case "f", "F":
                body = FloatFormat.fixed(magnitude, digits: precision ?? 6)
                if isAlternate, precision == 0 { body += "." }
            case "e", "E": body = FloatFormat.scientific(magnitude, digits: precision ?? 6)
            case "%": body = FloatFormat.fixed(magnitude * 100, digits: precision ?? 6) + "%"
            case "g", "G", "n": body = FloatFormat.general(magnitude, digits: precision ?? 6, keepsZeros: isAlternate)
            case nil:
                body =
                    precision.map { FloatFormat.general(magnitude, digits: $0, keepsPoint: true) }
                    ?? magnitude.pythonText
            default: throw unsuited("a number")
            }
        }
        if let grouping {
            let whole = body.prefix { $0.isNumber }
            let rest = body.dropFirst(whole.count)
            let besides = rest.count + (double.sign == .minus ? 1 : 0)
            body = grouped(String(whole), by: grouping, every: 3, besides: besides) + rest
        }
        if type == "E" || type == "G" || type == "F" { body = body.uppercased() }
        return padded(signText(isNegative: double.sign == .minus && !double.isNaN), body, defaultAlign: ">")
    }

    private func signText(isNegative: Bool) -> String {
        isNegative ? "-" : sign == "-" ? "" : String(sign)
    }

    /// The digits in groups; with zeros in front they are grouped as well.
    private func grouped(_ digits: String, by mark: Unicode.Scalar, every size: Int, besides: Int) -> String {
        var digits = digits
        let room = width - besides - (sign == "-" || besides > 0 ? 0 : 1)
        if isZeroPadded, align == nil {
            while digits.count + (digits.count - 1) / size < room { digits = "0" + digits }
        }
        return Self.grouped(digits, by: mark, every: size)
    }

    private static func grouped(_ digits: String, by mark: Unicode.Scalar, every size: Int) -> String {
        var out = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % size == 0 { out.unicodeScalars.append(mark) }
            out.append(digit)
        }
        return out
    }

    private func padded(_ sign: String, _ body: String, defaultAlign: Unicode.Scalar) -> String {
        let missing = width - sign.scalarCount - body.scalarCount
        guard missing > 0 else { return sign + body }
        let isZero = isZeroPadded && align == nil && defaultAlign == ">"
        let filler = isZeroPadded && align == nil ? "0" : String(fill)
        let pad = { (count: Int) in String(repeating: filler, count: count) }
        switch isZero ? "=" : align ?? defaultAlign {
        case "<": return sign + body + pad(missing)
        case "^": return pad(missing / 2) + sign + body + pad(missing - missing / 2)
        case "=": return sign + pad(missing) + body
        default: return pad(missing) + sign + body
        }
    }

    private func unsuited(_ kind: String) -> Fault {
        let letter = type.map(String.init) ?? ""
        return Fault.failed(
            "format code does not fit the value", "The format code `\(letter)` does not work on \(kind).")
    }
}
