import Values

extension Lookup {
    /// Numbers in a format: `start=0 end=9 stride=3 format=web%02d`, or in short `0-9/3:web%02d`.
    static let sequence = Lookup("sequence") { (call) throws(Fault) in
        var numbers: [Object] = []
        for term in try call.texts() { numbers += try NumberSequence(term, call).texts(call.evaluation) }
        return numbers
    }
}

/// One term of the `sequence` lookup.
private struct NumberSequence {
    private var start = 1
    private var end: Int?
    private var count: Int?
    private var stride = 1
    private var format = "%d"

    init(_ term: String, _ call: LookupCall) throws(Fault) {
        for (name, value) in call.options { try set(name, try Python.text(value)) }
        let number = "(0?x?[0-9a-f]+)"
        let short = "(?i)^(?:\(number)-)?\(number)(?:/\(number))?(?::(.+))?$"
        if let match = try Patterns.first(short, in: term) {
            for (group, name) in [(1, "start"), (2, "end"), (3, "stride"), (4, "format")] {
                if let text = match.text(group) { try set(name, text) }
            }
        } else {
            let words = try LookupCall.keyValues(of: term)
            for pair in words.pairs { try set(pair.name, pair.value) }
            if let word = words.rest { try set(word, "0") }
        }
        try settle()
    }

    private mutating func set(_ name: String, _ text: String) throws(Fault) {
        if name == "format" {
            format = text
            return
        }
        guard let number = Python.integer(of: text)?.small else {
            throw Fault(.lookup, "invalid sequence", "`\(name)=\(text)` is not an integer.")
        }
        switch name {
        case "start": start = number
        case "end": end = number
        case "count": count = number
        case "stride": stride = number
        default:
            throw Fault(
                .lookup, "unknown sequence option", "`\(name)` is not one of start, end, count, stride, format.")
        }
    }

    private mutating func settle() throws(Fault) {
        if let count {
            guard end == nil else {
                throw Fault(.lookup, "`count` together with `end`", "`count` and `end` cannot be used together.")
            }
            end =
                count == 0
                ? 0
                : try Python.fitting(
                    start.addingReportingOverflow(try Python.fitting(count.multipliedReportingOverflow(by: stride))))
                    - 1
            if count == 0 { (start, stride) = (0, 0) }
        }
        guard let end else { throw Fault(.lookup, "sequence without an end", "`count` or `end` is required.") }
        guard stride <= 0 || end >= start, stride >= 0 || end <= start else {
            throw Fault(
                .lookup, "sequence never ends",
                "Counting from \(start) by \(stride) never reaches \(end).")
        }
        guard format.filter({ $0 == "%" }).count == 1 else {
            throw Fault(
                .lookup, "invalid format", "The format of a sequence must contain exactly one `%`, as in `web%02d`.")
        }
    }

    func texts(_ evaluation: Evaluation) throws(Fault) -> [Object] {
        guard let end, stride != 0 else { return [] }
        let behind = try Python.fitting(end.addingReportingOverflow(stride.signum()))
        let range = RangeObject(start, behind, stride)
        guard let numbers = try range.elements() else { return [] }
        var texts: [Object] = []
        for number in numbers {
            try evaluation.step()
            texts.append(.string(try PercentFormat.apply(format, number)))
        }
        return texts
    }
}
