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
                .string(Python.strip(text(base), try characters(bound)))
            }),
        Method(
            "lstrip", "chars=none",
            { (base, bound, _) throws(Fault) in
                .string(Python.strip(text(base), try characters(bound), side: .left))
            }),
        Method(
            "rstrip", "chars=none",
            { (base, bound, _) throws(Fault) in
                .string(Python.strip(text(base), try characters(bound), side: .right))
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
                let (old, new) = (
                    try bound[0].requiredString(by: "replace"), try bound[1].requiredString(by: "replace")
                )
                return .string(try evaluation.replace(text(base), old, new, count))
            }),
        Method(
            "join", "iterable",
            { (base, bound, evaluation) throws(Fault) in
                var parts: [String] = []
                for item in try Python.iterate(bound[0]) {
                    if case .undefined(let undefined) = item { throw undefined.fault }
                    guard let part = item.string else {
                        throw Fault.failed(
                            "`join` of non-strings", "The method `join` takes strings, not \(item.kindInWords).",
                            help: "use the filter instead: `list | join('…')`")
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
                let part = try bound[0].requiredString(by: "count")
                let within = try Python.text(try Python.slice(base, bound[1], bound[2], .none) ?? base)
                guard !part.isEmpty else { return .int(within.scalarCount + 1) }
                return .int(Python.split(within, on: part, limit: -1, fromRight: false).count - 1)
            }),
        Method(
            "partition", "sep",
            { (base, bound, _) throws(Fault) in
                let parts = Python.split(text(base), on: try separator(bound), limit: 1, fromRight: false)
                guard parts.count > 1 else { return .tuple([base, .string(""), .string("")]) }
                return .tuple([.string(parts[0]), bound[0], .string(parts[1])])
            }),
        Method(
            "rpartition", "sep",
            { (base, bound, _) throws(Fault) in
                let parts = Python.split(text(base), on: try separator(bound), limit: 1, fromRight: true)
                guard parts.count > 1 else { return .tuple([.string(""), .string(""), base]) }
                return .tuple([.string(parts[0]), bound[0], .string(parts[1])])
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
                .string(Casing.center(text(base), try bound.width(0), fill: String(try fill(bound))))
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
        Method("__len__", "", { (base, _, _) in .int(text(base).scalarCount) }),
        Method(
            "__contains__", "part",
            { (base, bound, _) throws(Fault) in .bool(try Python.contains(base, bound[0])) }),
        Method("translate", "table", translate),
        Method("encode", "encoding='utf-8', errors='strict'", { (base, _, _) in base }),
        Method("decode", "encoding='utf-8', errors='strict'", { (base, _, _) in base }),
    ]

    /// What `strip` takes away, if not blanks.
    private static func characters(_ bound: Bound) throws(Fault) -> String? {
        bound[0].isNone ? nil : try bound[0].requiredString(by: "strip")
    }

    static func text(_ base: Object) -> String { base.string ?? "" }

    private static func separator(_ bound: Bound) throws(Fault) -> String {
        let separator = try bound[0].requiredString(by: "sep")
        guard !separator.isEmpty else {
            throw Fault.failed("empty separator", "The separator of a split cannot be an empty string.")
        }
        return separator
    }

    /// Whether CPython need not look for the separator: it is longer, or its characters take more bytes. It then gives
    /// the text itself, be it `.verbatim`, where it otherwise gives a copy that is not.
    private static func isOutOfReach(_ separator: String, _ text: String) -> Bool {
        func width(_ text: String) -> Int {
            let largest = text.unicodeScalars.max()?.value ?? 0
            return largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4
        }
        return separator.scalarCount > text.scalarCount || width(separator) > width(text)
    }

    static func split(_ base: Object, _ bound: Bound, fromRight: Bool) throws(Fault) -> Object {
        let limit = try bound.int(1)
        if bound[0].isNone { return .strings(Python.splitOnBlanks(text(base), limit: limit, fromRight: fromRight)) }
        let separator = try separator(bound)
        if isOutOfReach(separator, text(base)) { return .list([base]) }
        return .strings(Python.split(text(base), on: separator, limit: limit, fromRight: fromRight))
    }

    private static func find(_ base: Object, _ arguments: Bound, last: Bool) throws(Fault) -> Int? {
        let scalars = Array(text(base).unicodeScalars)
        let part = Array(try arguments[0].requiredString(by: "find").unicodeScalars)
        let count = scalars.count
        let bound = { (index: Int) in index < 0 ? max(0, index + count) : index }
        let start = bound(try arguments.optionalInt(1) ?? 0)
        let end = min(count, bound(try arguments.optionalInt(2) ?? count))
        guard start <= count, start + part.count <= end else { return nil }
        let starts = start...(end - part.count)
        let matches = { (start: Int) in scalars[start..<(start + part.count)].elementsEqual(part) }
        return last ? starts.last(where: matches) : starts.first(where: matches)
    }

    /// The table maps numbers of characters to characters, numbers, texts, or none.
    @Sendable private static func translate(
        _ base: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        var out = String.UnicodeScalarView()
        for scalar in text(base).unicodeScalars {
            let replacement = try evaluation.findItem(.int(Int(scalar.value)), of: bound[0])
            switch replacement {
            case nil: out.append(scalar)
            case .some(.none): break
            case .some(let object):
                let code = object.integer.flatMap { Unicode.Scalar(UInt32(clamping: $0)) }
                out += try code.map { String($0) }.or(try object.requiredString(by: "translate")).unicodeScalars
            }
        }
        return .string(String(out))
    }

    private static func found(_ index: Int?) throws(Fault) -> Int {
        guard let index else { throw Fault.failed("substring not found", "The string does not contain it.") }
        return index
    }

    private static func fill(_ bound: Bound) throws(Fault) -> Unicode.Scalar {
        let text = try bound[1].requiredString(by: "fillchar")
        guard let fill = text.unicodeScalars.first, text.scalarCount == 1 else {
            throw Fault.failed("fill is not a single character", "The fill character must be exactly one character.")
        }
        return fill
    }

    private static func pad(_ base: Object, _ bound: Bound, align: Unicode.Scalar) throws(Fault) -> String {
        var spec = FormatSpec()
        spec.width = try bound.width(0)
        spec.align = align
        spec.fill = try fill(bound)
        return try spec.format(text: text(base))
    }
}
