import Connection
import ModuleKit
import Synchronization
import Transport

/// Lets tasks of one run take turns on a file that several of them write: hosts that delegate to one machine, or names
/// of one machine.
final class WriteQueue: Sendable {
    struct File: Hashable, Comparable, Sendable {
        let machine: String
        let path: RemotePath

        static func < (left: File, right: File) -> Bool {
            (left.machine, left.path) < (right.machine, right.path)
        }
    }

    /// Those who wait for each place that is taken.
    private let waiting = Mutex<[File: [CheckedContinuation<Void, Never>]]>([:])

    /// - Parameter files: Sorted, so that no two wait for each other.
    /// - Returns: Whether another had one of them.
    func take(_ files: [File]) async -> Bool {
        var waited = false
        for file in files {
            guard !isTakenFree(file) else { continue }
            waited = true
            await withCheckedContinuation { continuation in
                if isTakenFree(file, orWaits: continuation) { continuation.resume() }
            }
        }
        return waited
    }

    /// - Returns: Whether it was free and is taken now.
    private func isTakenFree(_ file: File, orWaits continuation: CheckedContinuation<Void, Never>? = nil) -> Bool {
        waiting.withLock { waiting in
            guard waiting[file] != nil else {
                waiting[file] = []
                return true
            }
            if let continuation { waiting[file]?.append(continuation) }
            return false
        }
    }

    func leave(_ files: [File]) {
        for file in files {
            let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
                guard waiting[file]?.isEmpty == false else {
                    waiting[file] = nil
                    return nil
                }
                return waiting[file]?.removeFirst()
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
    func files(of steps: [Step]) -> [WriteQueue.File] {
        Set(steps.compactMap(\.replacedPath)).map { WriteQueue.File(machine: machine, path: $0) }.sorted()
    }
}
