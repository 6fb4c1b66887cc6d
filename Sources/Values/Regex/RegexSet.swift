/// The code points one place of a pattern accepts.
struct RegexSet: Sendable {
    enum Class: Sendable, Hashable {
        case digit, space, word
    }

    private(set) var ranges: [ClosedRange<UInt32>] = []
    private(set) var classes: [(kind: Class, isNegated: Bool)] = []
    var isNegated = false
    var ignoresCase = false
    var isASCII = false
    /// Answers for the first 128 code points, once the set is complete.
    private var table: (UInt64, UInt64) = (0, 0)

    init() {}

    init(_ scalar: Unicode.Scalar, ignoresCase: Bool) {
        ranges = [scalar.value...scalar.value]
        self.ignoresCase = ignoresCase
        complete()
    }

    /// What `.` accepts.
    static func any(exceptNewline: Bool) -> RegexSet {
        var set = RegexSet()
        set.isNegated = true
        if exceptNewline { set.insert(10...10) }
        set.complete()
        return set
    }

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }
    mutating func insert(_ kind: Class, isNegated: Bool) { classes.append((kind, isNegated)) }

    /// Works out the answers for ASCII; to be called when nothing more is inserted.
    mutating func complete() {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for value in UInt32(0)..<128 where decides(value) {
            if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
        }
        table = (low, high)
    }

    /// The only code point it accepts, if it is one that has no other case.
    var single: UInt32? {
        guard !isNegated, classes.isEmpty, ranges.count == 1, ranges[0].count == 1 else { return nil }
        let value = ranges[0].lowerBound
        return !ignoresCase || Self.cases(value).allSatisfy { $0 == value } ? value : nil
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < 64 { return table.0 >> UInt64(value) & 1 == 1 }
        if value < 128 { return table.1 >> UInt64(value - 64) & 1 == 1 }
        return decides(value)
    }

    private func decides(_ value: UInt32) -> Bool {
        let isIn = holds(value) || (ignoresCase && Self.cases(value).contains { holds($0) })
        return isIn != isNegated
    }

    private func holds(_ value: UInt32) -> Bool {
        for range in ranges where range.contains(value) { return true }
        for (kind, isNegated) in classes where kind.contains(value, isASCII: isASCII) != isNegated { return true }
        return false
    }

    private static func cases(_ value: UInt32) -> [UInt32] {
        guard let scalar = Unicode.Scalar(value) else { return [] }
        let mappings = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
        return mappings.compactMap { $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first?.value : nil }
    }
}

extension RegexSet.Class {
    func contains(_ value: UInt32, isASCII: Bool) -> Bool {
        if value < 128 {
            switch self {
            case .digit: return value >= 48 && value <= 57
            case .space: return value == 32 || (value >= 9 && value <= 13) || (!isASCII && value >= 28 && value <= 31)
            case .word: return (value | 32 >= 97 && value | 32 <= 122) || (value >= 48 && value <= 57) || value == 95
            }
        }
        guard !isASCII, let properties = Unicode.Scalar(value)?.properties else { return false }
        switch self {
        case .digit: return properties.generalCategory == .decimalNumber
        case .space: return properties.isWhitespace
        case .word: return properties.isAlphabetic && !isMark(properties) || properties.numericType != nil
        }
    }

    private func isMark(_ properties: Unicode.Scalar.Properties) -> Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
