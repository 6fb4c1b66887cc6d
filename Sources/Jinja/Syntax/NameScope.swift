/// What is decided about the names of a frame before it runs, as Jinja's compiler decides it.
///
/// A name that is set in a frame and not read there before does not exist until then, not even if there is a variable
/// of that name. A name that is read is looked up among the variables once for each frame, by the outermost frame that
/// reads it itself, so that this frame and those within it share what they find.
///
/// Filled by ``NameTracker`` and not changed after the template is parsed.
final class NameScope: @unchecked Sendable {
    /// A list, for there is seldom more than one.
    private var unset: [Symbol] = []
    private var lookedUp: Set<Symbol> = []
    private let starts: [Symbol: NameTracker.Start]
    private let inner: [NameScope]

    init(_ starts: [Symbol: NameTracker.Start], inner: [NameScope]) {
        self.starts = starts
        self.inner = inner
    }

    /// How many names the frame may come to hold.
    var count: Int { starts.count }

    /// Of a frame without names of its own.
    static let empty = NameScope([:], inner: [])

    /// Whether the name does not exist before it is set.
    func leavesUnset(_ symbol: Symbol) -> Bool { unset.contains(symbol) }

    /// Whether the frame looks the name up among the variables, for itself and those within it.
    func looksUp(_ symbol: Symbol) -> Bool { lookedUp.contains(symbol) }

    /// Leaves to the frames around what they know already.
    func settle(within outer: Set<Symbol> = []) {
        for (symbol, start) in starts where !outer.contains(symbol) {
            switch start {
            case .given: break
            case .unset: unset.append(symbol)
            case .lookedUp: lookedUp.insert(symbol)
            }
        }
        let known = outer.union(starts.keys)
        for scope in inner { scope.settle(within: known) }
    }
}

/// Notes in the order of a template what happens to the names of one frame.
struct NameTracker {
    /// What a name is when its frame begins.
    enum Start {
        /// A parameter or the target of a loop.
        case given
        case unset, lookedUp
    }

    private var starts: [Symbol: Start] = [:]
    private var stored: Set<Symbol> = []
    private var inner: [NameScope] = []

    var scope: NameScope { NameScope(starts, inner: inner) }

    mutating func give(_ symbol: Symbol) { starts[symbol] = .given }

    mutating func read(_ symbol: Symbol) {
        if starts[symbol] == nil { starts[symbol] = .lookedUp }
    }

    mutating func store(_ symbol: Symbol) {
        if starts[symbol] == nil { starts[symbol] = .unset }
        stored.insert(symbol)
    }

    mutating func add(_ scope: NameScope) { inner.append(scope) }

    /// Goes on behind branches of which one is taken. What they set may as well be a variable.
    mutating func join(_ branches: [NameTracker]) {
        let set = branches.reduce(into: Set()) { $0.formUnion($1.stored) }.subtracting(stored)
        let known = inner.count
        for branch in branches {
            starts.merge(branch.starts) { $1 }
            inner += branch.inner[known...]
        }
        stored.formUnion(set)
        for symbol in set { starts[symbol] = .lookedUp }
    }
}
