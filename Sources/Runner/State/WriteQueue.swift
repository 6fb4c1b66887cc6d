import Connection
import ModuleKit
import Synchronization
import Transport

/// Lets tasks of one run take turns on a file that several of them write: hosts that delegate to one machine, or names
/// of one machine.
final class WriteQueue: Sendable {
    struct Place: Hashable, Comparable, Sendable {
        let machine: String
        let path: RemotePath

        static func < (left: Place, right: Place) -> Bool {
            (left.machine, left.path) < (right.machine, right.path)
        }
    }

    /// Those who wait for each place that is taken.
    private let waiting = Mutex<[Place: [CheckedContinuation<Void, Never>]]>([:])

    /// - Parameter places: Sorted, so that no two wait for each other.
    /// - Returns: Whether another had one of them.
    func take(_ places: [Place]) async -> Bool {
        var waited = false
        for place in places {
            guard !isTakenFree(place) else { continue }
            waited = true
            await withCheckedContinuation { continuation in
                if isTakenFree(place, orWaits: continuation) { continuation.resume() }
            }
        }
        return waited
    }

    /// - Returns: Whether it was free and is taken now.
    private func isTakenFree(_ place: Place, orWaits continuation: CheckedContinuation<Void, Never>? = nil) -> Bool {
        waiting.withLock { waiting in
            guard waiting[place] != nil else {
                waiting[place] = []
                return true
            }
            if let continuation { waiting[place]?.append(continuation) }
            return false
        }
    }

    func leave(_ places: [Place]) {
        for place in places {
            let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
                guard waiting[place]?.isEmpty == false else {
                    waiting[place] = nil
                    return nil
                }
                return waiting[place]?.removeFirst()
            }
            next?.resume()
        }
    }
}

extension Route {
    /// The machine it leads to, as far as its address tells.
    fileprivate var machine: String {
        options.kind == .local ? "" : "\(options.address.lowercased()):\(options.port ?? 22)"
    }

    /// The files that these steps replace.
    func places(of steps: [Step]) -> [WriteQueue.Place] {
        Set(steps.compactMap(\.replacedPath)).map { WriteQueue.Place(machine: machine, path: $0) }.sorted()
    }
}
