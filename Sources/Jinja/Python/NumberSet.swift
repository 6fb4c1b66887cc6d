import Values

/// A set of numbers in the order of CPython's `set`, which is that of its hash table and the same in every run.
///
/// For text that order is chance in Python, so nothing but numbers needs this. Source: the rules of CPython's
/// `setobject.c` on probing and growing.
struct NumberSet {
    private struct Entry {
        let hash: Int
        let key: Value
        let item: Object
    }

    private enum Slot {
        case empty, removed
        case taken(Entry)
    }

    /// How many neighbours are tried before the next jump, and by how many bits the hash is shifted for it.
    private static let neighbours = 9
    private static let shift: UInt = 5

    private var slots: [Slot]
    /// Slots that are not empty.
    private var filled = 0
    private var count = 0

    private init(size: Int = 8) { slots = Array(repeating: .empty, count: size) }

    /// `nil` if one of the items is no whole number.
    init?(_ items: [Object]) throws(Fault) {
        self.init()
        for item in items {
            guard let hash = Self.hash(of: item) else { return nil }
            insert(Entry(hash: hash, key: try item.key(), item: item))
        }
    }

    var items: [Object] { entries.map(\.item) }

    private var entries: [Entry] {
        slots.compactMap { if case .taken(let entry) = $0 { entry } else { nil } }
    }

    private static func hash(of item: Object) -> Int? {
        guard let number = item.integer ?? whole(item) else { return nil }
        let hash = number % ((1 << 61) - 1)
        return hash == -1 ? -2 : hash
    }

    private static func whole(_ item: Object) -> Int? {
        if case .float(let double) = item { Int(exactly: double) } else { nil }
    }

    // MARK: Operations

    func union(_ other: NumberSet) -> NumberSet {
        var union = copy()
        union.merge(other)
        return union
    }

    func intersection(_ other: NumberSet) -> NumberSet {
        let (smaller, larger) = other.count > count ? (self, other) : (other, self)
        var result = NumberSet()
        for entry in smaller.entries where larger.contains(entry) { result.insert(entry) }
        return result
    }

    func subtracting(_ other: NumberSet) -> NumberSet {
        guard count >> 2 <= other.count else { return copy().removing(other) }
        var result = NumberSet()
        for entry in entries where !other.contains(entry) { result.insert(entry) }
        return result
    }

    func symmetricDifference(_ other: NumberSet) -> NumberSet {
        var result = other.copy()
        for entry in entries where !result.remove(entry) { result.insert(entry) }
        return result
    }

    private func removing(_ other: NumberSet) -> NumberSet {
        var result = self
        for entry in other.entries { _ = result.remove(entry) }
        if result.filled - result.count > (result.slots.count - 1) / 4 { result.resize(toHold: result.count * 4) }
        return result
    }

    private func copy() -> NumberSet {
        var copy = NumberSet()
        copy.merge(self)
        return copy
    }

    private mutating func merge(_ other: NumberSet) {
        guard other.count > 0 else { return }
        if (filled + other.count) * 5 >= (slots.count - 1) * 3 { resize(toHold: (count + other.count) * 2) }
        if filled == 0, slots.count == other.slots.count, other.filled == other.count {
            self = other
        } else {
            for entry in other.entries { insert(entry) }
        }
    }

    // MARK: The table

    private func contains(_ entry: Entry) -> Bool {
        if case .taken = slots[position(of: entry).index] { true } else { false }
    }

    /// Where the entry is, or the empty slot that shows that it is not there; and the last slot on the way there from
    /// which something was removed.
    private func position(of entry: Entry) -> (index: Int, freed: Int?) {
        var freed: Int?
        let mask = UInt(slots.count - 1)
        var perturbation = UInt(bitPattern: entry.hash)
        var start = perturbation & mask
        while true {
            let reach = start + UInt(Self.neighbours) <= mask ? Self.neighbours : 0
            for index in Int(start)...(Int(start) + reach) {
                switch slots[index] {
                case .empty: return (index, freed)
                case .removed: freed = index
                case .taken(let known):
                    if known.hash == entry.hash, known.key == entry.key { return (index, nil) }
                }
            }
            perturbation >>= Self.shift
            start = (start &* 5 &+ 1 &+ perturbation) & mask
        }
    }

    private mutating func insert(_ entry: Entry) {
        let (index, freed) = position(of: entry)
        guard case .empty = slots[index] else { return }
        slots[freed ?? index] = .taken(entry)
        count += 1
        guard freed == nil else { return }
        filled += 1
        if filled * 5 >= (slots.count - 1) * 3 { resize(toHold: count > 50000 ? count * 2 : count * 4) }
    }

    private mutating func remove(_ entry: Entry) -> Bool {
        let index = position(of: entry).index
        guard case .taken = slots[index] else { return false }
        slots[index] = .removed
        count -= 1
        return true
    }

    private mutating func resize(toHold least: Int) {
        var size = 8
        while size <= least { size <<= 1 }
        var table = NumberSet(size: size)
        for entry in entries {
            table.slots[table.position(of: entry).index] = .taken(entry)
            table.filled += 1
            table.count += 1
        }
        self = table
    }
}
