import Values

extension Python {
    /// What a loop over the object gives.
    static func iterate(_ object: Object) throws(Fault) -> [Object] {
        switch object {
        case .list(let list): return try list.all()
        case .tuple(let tuple): return tuple.items
        case .dict(let dict): return dict.keys.map { Object(key: $0) }
        case .string(let text), .verbatim(let text): return text.unicodeScalars.map { .string(String($0)) }
        case .undefined(let undefined):
            try undefined.require()
            return []
        case .instance(let instance):
            if let elements = try instance.elements() { return elements }
        default: break
        }
        throw Fault.failed(
            "value is not iterable", "\(object.kindInWords.capitalizedFirst) cannot be iterated over.")
    }

    /// `len(object)`; `nil` for what has no length.
    static func count(_ object: Object) throws(Fault) -> Int? {
        switch object {
        case .list(let list): return list.count
        case .tuple(let tuple): return tuple.items.count
        case .dict(let dict): return dict.count
        case .string(let text), .verbatim(let text): return text.scalarCount
        case .undefined(let undefined):
            try undefined.require()
            return 0
        case .instance(let instance): return instance.count
        default: return nil
        }
    }

    /// An index counted from either end; `nil` outside.
    static func index(_ index: Int, in count: Int) -> Int? {
        let real = index < 0 ? index + count : index
        return real >= 0 && real < count ? real : nil
    }

    /// The indices of a slice.
    static func sliceIndices(_ start: Int?, _ stop: Int?, _ step: Int, count: Int) -> [Int] {
        let (first, end) = sliceBounds(start, stop, step, count: count)
        guard step > 0 ? first < end : first > end else { return [] }
        return Array(stride(from: first, to: end, by: step))
    }

    /// Where a slice begins and where it ends, both within the sequence or next to it.
    static func sliceBounds(_ start: Int?, _ stop: Int?, _ step: Int, count: Int) -> (first: Int, end: Int) {
        let (low, high) = step > 0 ? (0, count) : (-1, count - 1)
        let clamp = { (bound: Int) in min(max(bound < 0 ? bound &+ count : bound, low), high) }
        return (start.map(clamp) ?? (step > 0 ? low : high), stop.map(clamp) ?? (step > 0 ? high : low))
    }

    static func slice(_ object: Object, _ start: Object, _ stop: Object, _ step: Object) throws(Fault) -> Object? {
        let step = try bound(step) ?? 1
        guard step != 0 else {
            throw Fault.failed(
                "slice step cannot be zero", "The step of a slice must be a positive or negative integer.")
        }
        let (start, stop) = (try bound(start), try bound(stop))
        switch object {
        case .string(let text), .verbatim(let text):
            let scalars = Array(text.unicodeScalars)
            let picked = sliceIndices(start, stop, step, count: scalars.count).map { scalars[$0] }
            return .string(String(scalars: picked))
        case .list(let list):
            let items = try list.all()
            return .list(sliceIndices(start, stop, step, count: items.count).map { items[$0] })
        case .tuple(let tuple):
            return .tuple(sliceIndices(start, stop, step, count: tuple.items.count).map { tuple.items[$0] })
        case .undefined(let undefined): throw undefined.fault
        case .instance(let instance):
            guard let range = instance as? RangeObject else { return nil }
            return .instance(range.slice(start, stop, step))
        default: return nil
        }
    }

    private static func bound(_ object: Object) throws(Fault) -> Int? {
        switch object {
        case .none: return nil
        case .undefined(let undefined): throw undefined.fault
        default: break
        }
        if case .big(let integer) = object { return integer.isNegative ? -Int.max : Int.max }
        guard let integer = object.integer else {
            throw Fault.failed(
                "slice indices must be integers", "\(object.kindInWords.capitalizedFirst) is not an index.")
        }
        return integer
    }
}

extension String {
    /// The length as Python counts it: in code points.
    var scalarCount: Int { utf8.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) } }
}
