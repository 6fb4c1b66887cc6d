import Values

/// `format % values`.
struct PercentFormat {
    private var rest: Substring.UnicodeScalarView
    private var values: [Object]
    private let mapping: DictObject?
    private var used = 0

    static func apply(_ format: String, _ argument: Object) throws(Fault) -> String {
        var values = [argument]
        if case .tuple(let tuple) = argument { values = tuple.items }
        var formatter = PercentFormat(
            rest: Substring(format).unicodeScalars, values: values, mapping: argument.dict)
        let text = try formatter.run()
        guard formatter.used >= formatter.values.count || isIndexed(argument) else {
            throw mistake("There are more values than the format string uses.")
        }
        return text
    }

    /// What Python takes for a mapping here, so that it may be left over.
    private static func isIndexed(_ argument: Object) -> Bool {
        switch argument {
        case .dict, .list, .undefined: true
        case .instance(let instance): instance is RangeObject
        default: false
        }
    }

    private init(rest: Substring.UnicodeScalarView, values: [Object], mapping: DictObject?) {
        self.rest = rest
        self.values = values
        self.mapping = mapping
    }

    private mutating func run() throws(Fault) -> String {
        var out = ""
        while let percent = rest.firstIndex(of: "%") {
            out.unicodeScalars += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            out += try conversion()
        }
        out.unicodeScalars += rest
        return out
    }

    private mutating func conversion() throws(Fault) -> String {
        if rest.first == "%" { return String(rest.removeFirst()) }
        let key = try key()
        var spec = FormatSpec()
        var isLeft = false
        while let flag = rest.first, "-+ #0".unicodeScalars.contains(flag) {
            rest.removeFirst()
            switch flag {
            case "-": isLeft = true
            case "0": spec.isZeroPadded = true
            case "#": spec.isAlternate = true
            default: spec.sign = flag == "+" || spec.sign == "+" ? "+" : " "
            }
        }
        spec.width = try number(key) ?? 0
        if spec.width < 0 { (isLeft, spec.width) = (true, -spec.width) }
        if rest.first == "." {
            rest.removeFirst()
            spec.precision = try number(key) ?? 0
        }
        while let size = rest.first, "hlL".unicodeScalars.contains(size) { rest.removeFirst() }
        guard let type = rest.popFirst() else {
            throw Self.mistake("The format string ends in the middle of a `%` conversion.")
        }
        spec.align =
            isLeft
            ? "<" : spec.isZeroPadded && "sra".unicodeScalars.contains(type) ? ">" : spec.isZeroPadded ? nil : ">"
        if spec.isZeroPadded, isLeft || spec.align == ">" { spec.isZeroPadded = false }
        return try Self.format(try value(key), spec, type)
    }

    private mutating func key() throws(Fault) -> String? {
        guard rest.first == "(" else { return nil }
        guard let end = rest.firstIndex(of: ")") else { throw Self.mistake("A `(` has no matching `)`.") }
        let key = String(rest[..<end].dropFirst())
        rest = rest[rest.index(after: end)...]
        return key
    }

    private mutating func number(_ key: String?) throws(Fault) -> Int? {
        if rest.first == "*" {
            rest.removeFirst()
            guard let width = try value(nil).integer else { throw Self.mistake("`*` takes an integer.") }
            return width
        }
        let digits = String(rest.prefix { ("0"..."9").contains($0) })
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.unicodeScalars.count)
        guard let number = Int(digits), number <= 1 << 20 else {
            throw Fault(.budget, "format width too large", "A width of \(digits) is not supported.")
        }
        return number
    }

    private mutating func value(_ key: String?) throws(Fault) -> Object {
        if let key {
            if case .undefined(let undefined)? = values.first { throw undefined.fault }
            guard let mapping else { throw Self.mistake("`%(\(key))` takes its value from a mapping.") }
            guard let value = try mapping[key] else { throw Self.mistake("There is no value for `%(\(key))`.") }
            return value
        }
        guard used < values.count else { throw Self.mistake("There are fewer values than the format string uses.") }
        used += 1
        return values[used - 1]
    }

    private static func format(_ value: Object, _ spec: FormatSpec, _ type: Unicode.Scalar) throws(Fault) -> String {
        if case .undefined(let undefined) = value { throw undefined.fault }
        var spec = spec
        spec.type = type
        switch type {
        case "s", "r", "a":
            spec.type = nil
            return try spec.format(text: try shown(value, type))
        case "c" where value.isString:
            guard value.string?.scalarCount == 1 else { throw mistake("`%c` takes a single character.") }
            spec.type = nil
            return try spec.format(text: try Python.text(value))
        case "d", "i", "u":
            guard let number = value.number else {
                throw mistake("`%\(type)` takes a number, not \(value.kindInWords).")
            }
            guard number.isFinite || value.wideInteger != nil else {
                throw mistake("`%\(type)` takes a finite number.")
            }
            return try spec.format(value.wideInteger ?? BigInteger(number))
        case "x", "X", "o", "c":
            guard let integer = value.wideInteger else {
                throw mistake("`%\(type)` takes an integer, not \(value.kindInWords).")
            }
            guard type != "c" || integer.small.map({ (0...0x10FFFF).contains($0) }) == true else {
                throw mistake("`%c` takes the code point of a character.")
            }
            return try spec.format(integer)
        case "e", "E", "f", "F", "g", "G":
            guard let number = value.number else {
                throw mistake("`%\(type)` takes a number, not \(value.kindInWords).")
            }
            return try spec.format(number)
        default: throw mistake("`%\(type)` is not a conversion.")
        }
    }

    private static func shown(_ value: Object, _ type: Unicode.Scalar) throws(Fault) -> String {
        switch type {
        case "s": try Python.text(value)
        case "r": try Python.repr(value)
        default: try Python.ascii(value)
        }
    }

    private static func mistake(_ detail: String) -> Fault {
        Fault.failed("format string does not fit its values", detail)
    }
}
