import Values

extension Methods {
    static let strings: [Method] = [
        Method(
            "split", "sep=none, maxsplit=-1",
            { (base, bound, _) throws(Fault) in
                try split(base, bound, fromRight: false)
            }),
        Method(
            "rsplit", "sep=none, maxsplit=-1",
            { (base, bound, _) throws(Fault) in
                try split(base, bound, fromRight: true)
            }),
        Method(
            "splitlines", "keepends=false",
            { (base, bound, _) throws(Fault) in
                .strings(Python.lines(text(base), keepEnds: try bound.flag(0)))
            }),
        Method(
            "strip", "chars=none",
            { (base, bound, _) throws(Fault) in
                .string(Python.strip(text(base), try bound.optionalText(0)))
            }),
        Method(
            "lstrip", "chars=none",
            { (base, bound, _) throws(Fault) in
                .string(Python.strip(text(base), try bound.optionalText(0), side: .left))
            }),
        Method(
            "rstrip", "chars=none",
            { (base, bound, _) throws(Fault) in
                .string(Python.strip(text(base), try bound.optionalText(0), side: .right))
            }),
        Method("lower", "", { (base, _, _) in .string(text(base).lowercased()) }),
        Method("casefold", "", { (base, _, _) in .string(text(base).uppercased().lowercased()) }),
        Method("upper", "", { (base, _, _) in .string(text(base).uppercased()) }),
        Method("capitalize", "", { (base, _, _) in .string(Casing.capitalize(text(base))) }),
        Method("title", "", { (base, _, _) in .string(Casing.title(text(base))) }),
        Method("swapcase", "", { (base, _, _) in .string(Casing.swap(text(base))) }),
        Method(
            "replace", "old, new, count=-1",
            { (base, bound, evaluation) throws(Fault) in
                let count = try bound.int(2)
                return .string(try evaluation.replace(text(base), try bound.text(0), try bound.text(1), count))
            }),
        Method(
            "join", "iterable",
            { (base, bound, evaluation) throws(Fault) in
                var parts: [String] = []
                for item in try Python.iterate(bound[0]) {
                    if case .undefined(let undefined) = item { throw undefined.fault }
                    guard let part = item.string else {
                        throw Fault.failed(
                            "a join of something other than text", "`join` needs texts, not \(item.kindInWords).",
                            help: "use the filter: `list | join('…')`")
                    }
                    parts.append(part)
                }
                return .string(parts.joined(separator: text(base)))
            }),
        Method("format", "*values, **named", { (base, _, _) in base }),
        Method(
            "format_map", "mapping",
            { (base, bound, evaluation) throws(Fault) in
                var named = Arguments()
                for (key, value) in try bound[0].dict?.entries() ?? [] {
                    named.named.append((try Python.text(Object(key: key)), value))
                }
                return .string(try StringFormat.apply(text(base), named, evaluation))
            }),
        Method(
            "find", "sub, start=none, end=none",
            { (base, bound, _) throws(Fault) in
                .int(try find(base, bound, last: false) ?? -1)
            }),
        Method(
            "rfind", "sub, start=none, end=none",
            { (base, bound, _) throws(Fault) in
                .int(try find(base, bound, last: true) ?? -1)
            }),
        Method(
            "index", "sub, start=none, end=none",
            { (base, bound, _) throws(Fault) in
                .int(try found(try find(base, bound, last: false)))
            }),
        Method(
            "rindex", "sub, start=none, end=none",
            { (base, bound, _) throws(Fault) in
                .int(try found(try find(base, bound, last: true)))
            }),
        Method(
            "count", "sub, start=none, end=none",
            { (base, bound, _) throws(Fault) in
                let part = try bound.text(0)
                let within = try Python.text(try Python.slice(base, bound[1], bound[2], .none) ?? base)
                guard !part.isEmpty else { return .int(within.scalarCount + 1) }
                return .int(Python.split(within, on: part, limit: -1, fromRight: false).count - 1)
            }),
        Method(
            "partition", "sep",
            { (base, bound, _) throws(Fault) in
                let parts = Python.split(text(base), on: try separator(bound), limit: 1, fromRight: false)
                return .tuple(
                    (parts.count > 1 ? [parts[0], try bound.text(0), parts[1]] : [parts[0], "", ""]).map { .string($0) }
                )
            }),
        Method(
            "rpartition", "sep",
            { (base, bound, _) throws(Fault) in
                let parts = Python.split(text(base), on: try separator(bound), limit: 1, fromRight: true)
                return .tuple(
                    (parts.count > 1 ? [parts[0], try bound.text(0), parts[1]] : ["", "", parts[0]]).map { .string($0) }
                )
            }),
        Method(
            "ljust", "width, fillchar=' '",
            { (base, bound, _) throws(Fault) in
                .string(try pad(base, bound, align: "<"))
            }),
        Method(
            "rjust", "width, fillchar=' '",
            { (base, bound, _) throws(Fault) in
                .string(try pad(base, bound, align: ">"))
            }),
        Method(
            "center", "width, fillchar=' '",
            { (base, bound, _) throws(Fault) in
                .string(Casing.center(text(base), try bound.width(0), fill: try bound.text(1)))
            }),
        Method(
            "zfill", "width",
            { (base, bound, _) throws(Fault) in
                let text = text(base)
                let isSigned = text.hasPrefix("-") || text.hasPrefix("+")
                let zeros = String(repeating: "0", count: max(0, try bound.width(0) - text.scalarCount))
                return .string((isSigned ? text.prefix(1) : "") + zeros + text.dropFirst(isSigned ? 1 : 0))
            }),
        Method(
            "expandtabs", "tabsize=8",
            { (base, bound, _) throws(Fault) in
                .string(Casing.expandTabs(text(base), size: try bound.width(0)))
            }),
        Method(
            "removeprefix", "prefix",
            { (base, bound, _) throws(Fault) in
                let (text, prefix) = (text(base), try bound.text(0))
                return .string(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
            }),
        Method(
            "removesuffix", "suffix",
            { (base, bound, _) throws(Fault) in
                let (text, suffix) = (text(base), try bound.text(0))
                return .string(text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)) : text)
            }),
        Method("encode", "encoding='utf-8', errors='strict'", { (base, _, _) in base }),
        Method("decode", "encoding='utf-8', errors='strict'", { (base, _, _) in base }),
    ]

    static func text(_ base: Object) -> String { base.string ?? "" }

    private static func separator(_ bound: Bound) throws(Fault) -> String {
        let separator = try bound.text(0)
        guard !separator.isEmpty else {
            throw Fault.failed("an empty separator", "A text cannot be split at nothing.")
        }
        return separator
    }

    static func split(_ base: Object, _ bound: Bound, fromRight: Bool) throws(Fault) -> Object {
        let limit = try bound.int(1)
        if bound[0].isNone { return .strings(Python.splitOnBlanks(text(base), limit: limit, fromRight: fromRight)) }
        return .strings(Python.split(text(base), on: try separator(bound), limit: limit, fromRight: fromRight))
    }

    private static func find(_ base: Object, _ bound: Bound, last: Bool) throws(Fault) -> Int? {
        let scalars = Array(text(base).unicodeScalars)
        let part = Array(try bound.text(0).unicodeScalars)
        let range = Python.sliceIndices(
            try bound.optionalInt(1), try bound.optionalInt(2), 1, count: scalars.count + 1)
        let end =
            (try bound.optionalInt(2)).map { $0 < 0 ? $0 + scalars.count : min($0, scalars.count) } ?? scalars.count
        let starts = range.filter { $0 + part.count <= end }
        let matches = { (start: Int) in scalars[start..<(start + part.count)].elementsEqual(part) }
        return last ? starts.last(where: matches) : starts.first(where: matches)
    }

    private static func found(_ index: Int?) throws(Fault) -> Int {
        guard let index else { throw Fault.failed("a text that is not there", "The text looked for does not occur.") }
        return index
    }

    private static func pad(_ base: Object, _ bound: Bound, align: Unicode.Scalar) throws(Fault) -> String {
        var spec = FormatSpec()
        spec.width = try bound.width(0)
        spec.align = align
        spec.fill = try bound.text(1).unicodeScalars.first ?? " "
        return try spec.format(text: text(base))
    }
}
