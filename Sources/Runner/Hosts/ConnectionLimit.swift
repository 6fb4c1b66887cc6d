import Synchronization

/// Bounds how many connections of a run are open: beyond that, one that nobody uses gives way to a new one.
///
/// Which one is left to chance: under `linear` the one that rests longest is needed next, under `free` it is the one
/// that is needed last.
final class ConnectionLimit: Sendable {
    fileprivate struct State {
        var open = 0
        /// Hosts whose connections are being closed for others.
        var leaving = 0
        /// With open connections, none of them in use; in no order.
        var resting: [ConnectionCache] = []
        var indices: [ObjectIdentifier: Int] = [:]
    }

    private let most: Int
    private let state = Mutex(State())

    /// - Parameter most: No fewer than are used at once.
    init(most: Int) { self.most = most }

    /// A connection is about to be opened: room for it is made before.
    func opens() async {
        state.withLock { $0.open += 1 }
        while let other = nextToLeave() {
            await other.giveWay()
            state.withLock { $0.leaving -= 1 }
        }
    }

    private func nextToLeave() -> ConnectionCache? {
        state.withLock { state in
            guard state.open - state.leaving > most, !state.resting.isEmpty else { return nil }
            state.leaving += 1
            return state.take(Int.random(in: state.resting.indices))
        }
    }

    /// So many were closed, or could not be opened.
    func closed(_ count: Int) { state.withLock { $0.open -= count } }

    /// Nobody uses its connections for now.
    func rests(_ cache: ConnectionCache) {
        state.withLock { state in
            guard state.indices[ObjectIdentifier(cache)] == nil else { return }
            state.indices[ObjectIdentifier(cache)] = state.resting.count
            state.resting.append(cache)
        }
    }

    /// Its connections are in use, or closed.
    func restsNoMore(_ cache: ConnectionCache) {
        state.withLock { state in
            if let index = state.indices[ObjectIdentifier(cache)] { _ = state.take(index) }
        }
    }
}

extension ConnectionLimit.State {
    /// Takes one out; the last one takes its place.
    fileprivate mutating func take(_ index: Int) -> ConnectionCache {
        resting.swapAt(index, resting.count - 1)
        let taken = resting.removeLast()
        if index < resting.count { indices[ObjectIdentifier(resting[index])] = index }
        indices[ObjectIdentifier(taken)] = nil
        return taken
    }
}
