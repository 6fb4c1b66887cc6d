import Glibc

/// Ports of this machine.
enum Loopback {
    /// Returns when something listens, or after some seconds.
    static func awaitPort(_ address: String, _ port: Int) {
        for _ in 0..<200 {
            if isListening(address, port) { return }
            usleep(20_000)
        }
    }

    /// A port that the kernel has just found free. It gives the same one again only after all others.
    static func freePort(at address: String = "127.0.0.1") -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        return bind(socket, address)
    }

    private static func bind(_ socket: Int32, _ address: String) -> Int {
        var bound = socketAddress(address, 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &bound) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = Glibc.bind(socket, $0, size)
                _ = getsockname(socket, $0, &size)
            }
        }
        return Int(in_port_t(bigEndian: bound.sin_port))
    }

    private static func isListening(_ address: String, _ port: Int) -> Bool {
        guard let socket = connect(port, at: address) else { return false }
        close(socket)
        return true
    }

    /// A connected socket.
    static func connect(_ port: Int, at address: String = "127.0.0.1") -> Int32? {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let isConnected = withUnsafePointer(to: socketAddress(address, port)) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if !isConnected { close(socket) }
        return isConnected ? socket : nil
    }

    /// A socket that listens, and its port.
    static func listen() -> (socket: Int32, port: Int) {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let port = bind(socket, "127.0.0.1")
        Glibc.listen(socket, 100)
        return (socket, port)
    }

    private static func socketAddress(_ address: String, _ port: Int) -> sockaddr_in {
        var bound = sockaddr_in()
        bound.sin_family = sa_family_t(AF_INET)
        bound.sin_port = in_port_t(port).bigEndian
        inet_pton(AF_INET, address, &bound.sin_addr)
        return bound
    }
}
