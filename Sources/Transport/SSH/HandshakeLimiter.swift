import Synchronization

/// Lets only a few handshakes at a time go to one address: sshd drops more than ten (MaxStartups).
final class HandshakeLimiter: Sendable {
    static let shared = HandshakeLimiter()

    private static let width = 6

    private struct State {
        var free: [String: Int] = [:]
        var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]
    }

    private let state = Mutex(State())

    func withTurn<Result: Sendable>(
        at address: String, _ work: () async throws(ConnectionError) -> Result
    ) async throws(ConnectionError) -> Result {
        await acquire(address)
        defer { release(address) }
        return try await work()
    }

    private func acquire(_ address: String) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                let free = state.free[address, default: Self.width]
                if free > 0 {
                    state.free[address] = free - 1
                    return true
                }
                state.waiting[address, default: []].append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func release(_ address: String) {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if let first = state.waiting[address]?.first {
                state.waiting[address]?.removeFirst()
                return first
            }
            state.free[address, default: 0] += 1
            return nil
        }
        next?.resume()
    }
}
