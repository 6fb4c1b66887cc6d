/// A parsed pattern.
indirect enum RegexTree: Sendable {
    case empty
    case set(RegexSet)
    case assertion(RegexAssertion)
    case group(RegexTree, number: Int?)
    case backReference(Int, ignoresCase: Bool)
    case sequence([RegexTree])
    case choice([RegexTree])
    case repeated(RegexTree, min: Int, max: Int?, isLazy: Bool)
    case look(RegexTree, isBehind: Bool, isNegative: Bool)
    case atomic(RegexTree)
    case conditional(Int, RegexTree, RegexTree)
}

enum RegexAssertion: Sendable, Hashable {
    case textStart, textEnd
    /// `$` without multiline: also before a final line break.
    case end
    case lineStart, lineEnd
    case wordBoundary(isASCII: Bool)
    case noWordBoundary(isASCII: Bool)
}

extension RegexTree {
    /// The number of code points it matches, least and most; `nil` for no limit.
    var width: (least: Int, most: Int?) {
        switch self {
        case .empty, .assertion, .look: (0, 0)
        case .set: (1, 1)
        case .group(let inner, _), .atomic(let inner): inner.width
        case .backReference: (0, nil)
        case .sequence(let parts):
            parts.reduce((0, 0)) { sum, part in
                let width = part.width
                return (Self.sum(sum.0, width.least) ?? .max, Self.sum(sum.1, width.most))
            }
        case .choice(let parts): Self.either(parts.map(\.width))
        case .repeated(let inner, let min, let max, _):
            (Self.product(inner.width.least, min) ?? .max, Self.product(inner.width.most, max))
        case .conditional(_, let yes, let no): Self.either([yes.width, no.width])
        }
    }

    private static func either(_ widths: [(least: Int, most: Int?)]) -> (least: Int, most: Int?) {
        (
            widths.map(\.least).min() ?? 0,
            widths.reduce(Int?.some(0)) { most, width in most.flatMap { m in width.most.map { max(m, $0) } } }
        )
    }

    private static func sum(_ left: Int?, _ right: Int?) -> Int? {
        guard let left, let right else { return nil }
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? nil : sum
    }

    private static func product(_ left: Int?, _ right: Int?) -> Int? {
        guard let left, let right else { return left == 0 ? 0 : nil }
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? nil : product
    }
}
