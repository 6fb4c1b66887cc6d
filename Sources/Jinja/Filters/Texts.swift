import Values

extension Filter {
    /// Text in, text out.
    static var texts: [Filter] {
        [
            Filter("lower", "") { (input, _, _) throws(Fault) in .string(try Python.text(input).lowercased()) },
            Filter("upper", "") { (input, _, _) throws(Fault) in .string(try Python.text(input).uppercased()) },
            Filter("capitalize", "") { (input, _, _) throws(Fault) in
                .string(Casing.capitalize(try Python.text(input)))
            },
            Filter("title", "") { (input, _, _) throws(Fault) in .string(title(try Python.text(input))) },
            Filter("trim", "chars=none") { (input, bound, _) throws(Fault) in
                .string(Python.strip(try Python.text(input), try bound.optionalText(0)))
            },
            Filter("replace", "old, new, count=none") { (input, bound, evaluation) throws(Fault) in
                let limit = try bound.optionalInt(2) ?? -1
                return .string(
                    try evaluation.replace(try Python.text(input), try bound.text(0), try bound.text(1), limit))
            },
            Filter("split", "sep=none, maxsplit=-1") { (input, bound, _) throws(Fault) in
                guard input.isString else {
                    throw Fault.failed(
                        "value is not a string", "Only strings can be split, not \(input.kindInWords).")
                }
                return try Methods.split(input, bound, fromRight: false)
            },
            Filter("join", "d='', attribute=none", join),
            Filter("format", "*values, **named", format),
            Filter("quote", "") { (input, _, _) throws(Fault) in
                .string(Shlex.quote(input.isNone ? "" : try Python.text(input)))
            },
            Filter("escape", "") { (input, _, _) throws(Fault) in .string(Markup.escape(try Python.text(input))) },
            Filter("forceescape", "") { (input, _, _) throws(Fault) in .string(Markup.escape(try Python.text(input))) },
            Filter("striptags", "") { (input, _, _) throws(Fault) in .string(try Markup.strip(try Python.text(input)))
            },
            Filter("xmlattr", "autospace=true", xmlAttributes),
            Filter("wordcount", "") { (input, _, _) throws(Fault) in
                let words = try Patterns.matches("\\w+", in: try Python.text(input))
                return .int(words.count)
            },
            Filter("reverse", "", reverse),
        ]
    }

    /// Jinja's own `title`: words begin behind blanks, dashes and opening brackets.
    private static func title(_ text: String) -> String {
        var out = ""
        var begins = true
        for scalar in text.unicodeScalars {
            let mark = "-({[<".unicodeScalars.contains(scalar) || Python.isSpace(scalar)
            out += begins && !mark ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
            begins = mark
        }
        return out
    }

    @Sendable private static func join(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let separator = try bound.text(0)
        var out = ""
        for (index, item) in try Python.iterate(input).enumerated() {
            if index > 0 {
                try evaluation.spend(output: separator.utf8.count)
                out += separator
            }
            let part = bound[1].isNone ? item : try AttributePath(bound[1]).value(of: item, evaluation)
            out += try Python.text(part)
        }
        return .string(out)
    }

    @Sendable private static func format(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let text = try Python.text(input)
        if bound.named.isEmpty { return .string(try PercentFormat.apply(text, .tuple(bound.rest))) }
        guard bound.rest.isEmpty else {
            throw Fault.failed(
                "positional and keyword arguments mixed", "`format` takes positional or keyword arguments, not both.")
        }
        return .string(try PercentFormat.apply(text, .dict(bound.named.map { ($0.name, $0.value) })))
    }

    @Sendable private static func reverse(_ input: Object, _: Bound, _: Evaluation) throws(Fault) -> Object {
        guard let text = input.string else { return .list(try Python.iterate(input).reversed()) }
        return .string(String(scalars: text.unicodeScalars.reversed()))
    }

    @Sendable private static func xmlAttributes(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object
    {
        var parts: [String] = []
        guard case .dict(let dict) = input else {
            throw Fault.failed("value is not a mapping", "`xmlattr` takes a mapping, not \(input.kindInWords).")
        }
        for (key, value) in try dict.entries() where !value.isNone && !value.isUndefined {
            let name = try Object(key: key).requiredString(by: "xmlattr")
            guard !name.unicodeScalars.contains(where: { Python.isSpace($0) || "/>=".unicodeScalars.contains($0) })
            else {
                throw Fault.failed("invalid attribute name", "`\(name)` contains white space, `/`, `>` or `=`.")
            }
            parts.append(
                "\(Markup.escape(name))=\"\(Markup.escape(try Python.text(value)))\"")
        }
        let text = parts.joined(separator: " ")
        return .string(try bound.flag(0) && !text.isEmpty ? " " + text : text)
    }
}

/// Text for HTML.
enum Markup {
    static func escape(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { out, scalar in
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "'": out += "&#39;"
            case "\"": out += "&#34;"
            default: out.unicodeScalars.append(scalar)
            }
        }
    }

    /// Text without tags and comments, blanks joined.
    static func strip(_ text: String) throws(Fault) -> String {
        let bare = try Patterns.replace("(?s)<!--.*?-->|<[^>]*>", in: text, with: "")
        let plain = bare.replacingScalars("&lt;", with: "<").replacingScalars("&gt;", with: ">").replacingScalars(
            "&#34;", with: "\""
        )
        .replacingScalars("&quot;", with: "\"").replacingScalars("&#39;", with: "'").replacingScalars(
            "&amp;", with: "&")
        return Python.splitOnBlanks(plain, limit: -1, fromRight: false).joined(separator: " ")
    }
}
