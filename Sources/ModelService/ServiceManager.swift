import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Tells the service manager how the service fares, by datagrams as sd_notify(3) describes them.
package struct ServiceManager: Sendable {
    private let address: sockaddr_un
    private let length: socklen_t
    /// Within which the manager wants to be told, again and again, that all is well; nothing if it does not.
    private let watchdog: Duration?

    /// What the manager has left in the environment.
    ///
    /// - Returns: Nothing if no manager asks to be told.
    /// - Throws: If its socket has an address that is not understood.
    package init?(environment: [String: String]) throws(FileProblem) {
        guard let path = environment["NOTIFY_SOCKET"], !path.isEmpty else { return nil }
        guard let (address, length) = Self.address(path) else { throw .unknownSocket(path) }
        (self.address, self.length) = (address, length)
        let isOurs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        watchdog = isOurs ? microseconds.map { .microseconds($0) } : nil
    }

    /// A path, or the name of an abstract socket, whose first byte is a zero and is written as an `@`.
    private static func address(_ path: String) -> (sockaddr_un, socklen_t)? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path), path.hasPrefix("/") || path.hasPrefix("@")
        else { return nil }
        let isAbstract = path.hasPrefix("@")
        if isAbstract { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let start = MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 2
        return (address, socklen_t(start + bytes.count + (isAbstract ? 0 : 1)))
    }

    /// Tells that requests are answered.
    package func ready(_ status: String) { send(["READY=1", "STATUS=\(status)"]) }

    /// Tells that files are loaded again; ``ready(_:)`` ends it.
    func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        send(["RELOADING=1", "MONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)"])
    }

    func stopping() { send(["STOPPING=1", "STATUS=Answering what was accepted"]) }

    /// Tells that all is well, twice as often as is asked for, as long as the event loops, which answer requests, go on.
    func keepAlive() async {
        guard let watchdog else { return }
        repeat {
            for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try? await loop.submit {}.get() }
            if !Task.isCancelled { send(["WATCHDOG=1"]) }
        } while (try? await Task.sleep(for: watchdog / 2)) != nil
    }

    /// A manager that does not listen is no reason to stop serving: it will say itself that it heard nothing.
    private func send(_ lines: [String]) {
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        let text = Array(lines.joined(separator: "\n").utf8)
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = sendto(socket, text, text.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}

extension FileProblem {
    fileprivate static func unknownSocket(_ path: String) -> FileProblem {
        FileProblem(
            "service manager cannot be told", "NOTIFY_SOCKET is \"\(path)\", which is neither a path nor an @name.",
            hint: "start the service by systemd with Type=notify, or without the variable")
    }
}
