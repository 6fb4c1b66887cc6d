import Values

extension Methods {
    static let stringChecks: [Method] = [
        Method(
            "startswith", "prefix, start=none, end=none",
            { (base, bound, _) throws(Fault) in
                try affix(base, bound) { $0.utf8.starts(with: $1.utf8) }
            }),
        Method(
            "endswith", "suffix, start=none, end=none",
            { (base, bound, _) throws(Fault) in
                try affix(base, bound) { $0.utf8.reversed().starts(with: $1.utf8.reversed()) }
            }),
        Method(
            "isdigit", "",
            { (base, _, _) in all(base) { $0.properties.numericType == .decimal || $0.properties.numericType == .digit }
            }),
        Method("isdecimal", "", { (base, _, _) in all(base) { $0.properties.numericType == .decimal } }),
        Method("isnumeric", "", { (base, _, _) in all(base) { $0.properties.numericType != nil } }),
        Method("isalpha", "", { (base, _, _) in all(base, \.isPythonLetter) }),
        Method("isalnum", "", { (base, _, _) in all(base) { $0.isPythonLetter || $0.properties.numericType != nil } }),
        Method("isspace", "", { (base, _, _) in all(base, Python.isSpace) }),
        Method("isascii", "", { (base, _, _) in .bool(text(base).utf8.allSatisfy { $0 < 128 }) }),
        Method(
            "isupper", "",
            { (base, _, _) in
                .bool(text(base).uppercased() == text(base) && text(base).lowercased() != text(base))
            }),
        Method(
            "islower", "",
            { (base, _, _) in
                .bool(text(base).lowercased() == text(base) && text(base).uppercased() != text(base))
            }),
        Method(
            "istitle", "",
            { (base, _, _) in
                .bool(Casing.title(text(base)) == text(base) && text(base).lowercased() != text(base))
            }),
        Method(
            "isidentifier", "",
            { (base, _, _) in
                let text = text(base)
                guard let first = text.unicodeScalars.first, first == "_" || first.isPythonLetter else {
                    return .bool(false)
                }
                return .bool(
                    text.unicodeScalars.allSatisfy {
                        $0 == "_" || $0.isPythonLetter || $0.properties.numericType == .decimal
                    })
            }),
        Method(
            "isprintable", "",
            { (base, _, _) throws(Fault) in
                .bool(try Python.repr(base).utf8.count - 2 == text(base).utf8.count || text(base).contains("\\"))
            }),
    ]

    private static func all(_ base: Object, _ holds: (Unicode.Scalar) -> Bool) -> Object {
        let scalars = text(base).unicodeScalars
        return .bool(!scalars.isEmpty && scalars.allSatisfy(holds))
    }

    /// `startswith` and `endswith` take one text or a tuple of them.
    private static func affix(
        _ base: Object, _ bound: Bound, _ matches: (String, String) -> Bool
    ) throws(Fault) -> Object {
        let within = try Python.text(try Python.slice(base, bound[1], bound[2], .none) ?? base)
        if case .tuple(let tuple) = bound[0] {
            for item in tuple.items where matches(within, try affix(item)) { return .bool(true) }
            return .bool(false)
        }
        return .bool(matches(within, try affix(bound[0])))
    }

    private static func affix(_ object: Object) throws(Fault) -> String {
        if let text = object.string { return text }
        if case .undefined(let undefined) = object { throw undefined.fault }
        throw Fault.failed(
            "argument is not a string", "A string or a tuple of strings is needed, not \(object.kindInWords).")
    }
}

extension Unicode.Scalar {
    /// `str.isalpha` of one code point.
    var isPythonLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }
}
