import Values

/// What Python does with values, as functions.
extension Python {
    /// Lists inside lists that can be shown; a list that holds itself ends here.
    static let deepestShown = 100

    /// `str(object)`.
    static func text(_ object: Object) throws(Fault) -> String {
        switch object {
        case .string(let text), .verbatim(let text): return text
        case .int(let integer): return String(integer)
        case .big(let integer): return try digits(of: integer)
        case .omit: return Omit.placeholder
        case .undefined(let undefined):
            try undefined.require()
            return ""
        case .instance(let instance): return instance.text
        default: return try repr(object)
        }
    }

    /// `repr(object)`.
    static func repr(_ object: Object) throws(Fault) -> String {
        var out = ""
        try write(object, into: &out, depth: 0)
        return out
    }

    private static func write(_ object: Object, into out: inout String, depth: Int) throws(Fault) {
        guard depth < deepestShown else {
            out += "..."
            return
        }
        switch object {
        case .none: out += "None"
        case .bool(let flag): out += flag ? "True" : "False"
        case .int(let integer): out += String(integer)
        case .big(let integer): out += try digits(of: integer)
        case .float(let double): out += double.pythonText
        case .string(let text), .verbatim(let text): quote(text, into: &out)
        case .list(let list): try write(try list.all(), "[", "]", into: &out, depth: depth)
        case .tuple(let tuple):
            if let kind = tuple.kind { return try write(tuple, of: kind, into: &out, depth: depth) }
            try write(tuple.items, "(", tuple.items.count == 1 ? ",)" : ")", into: &out, depth: depth)
        case .dict(let dict): try write(dict, into: &out, depth: depth)
        case .undefined(let undefined):
            try undefined.require()
            out += "Undefined"
        case .omit: quote(Omit.placeholder, into: &out)
        case .instance(let instance): out += instance.repr
        case .pending(let pending): try write(try pending.force(), into: &out, depth: depth + 1)
        }
    }

    private static func write(
        _ items: [Object], _ open: String, _ close: String, into out: inout String, depth: Int
    ) throws(Fault) {
        out += open
        for (index, item) in items.enumerated() {
            if index > 0 { out += ", " }
            try write(item, into: &out, depth: depth + 1)
        }
        out += close
    }

    /// A tuple with named fields: `datetime.IsoCalendarDate(year=2016, week=32, weekday=7)`.
    private static func write(
        _ tuple: TupleObject, of kind: String, into out: inout String, depth: Int
    ) throws(Fault) {
        out += kind + "("
        for (index, (name, item)) in zip(tuple.fields, tuple.items).enumerated() {
            if index > 0 { out += ", " }
            out += name + "="
            try write(item, into: &out, depth: depth + 1)
        }
        out += ")"
    }

    private static func write(_ dict: DictObject, into out: inout String, depth: Int) throws(Fault) {
        out += "{"
        for (index, entry) in try dict.entries().enumerated() {
            if index > 0 { out += ", " }
            try write(Object(key: entry.key), into: &out, depth: depth + 1)
            out += ": "
            try write(entry.value, into: &out, depth: depth + 1)
        }
        out += "}"
    }

    private static func digits(of integer: BigInteger) throws(Fault) -> String {
        if let text = integer.text { return text }
        throw Fault(
            .budget, "integer too long",
            "It has more than \(BigInteger.mostDigits) digits and cannot be written as text.")
    }

    /// `ascii(object)`: its representation with everything beyond ASCII escaped.
    static func ascii(_ object: Object) throws(Fault) -> String {
        try repr(object).unicodeScalars.reduce(into: "") { out, scalar in
            if scalar.isASCII { out.unicodeScalars.append(scalar) } else { escape(beyondASCII: scalar, into: &out) }
        }
    }
}

/// The stand-in for an argument that is to be left out.
enum Omit {
    /// What shows where `omit` becomes part of a text; nobody means that.
    static let placeholder = "__omit_place_holder__"
}
