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

    private static func isListening(_ address: String, _ port: Int) -> Bool {
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = in_port_t(port).bigEndian
        inet_pton(AF_INET, address, &place.sin_addr)
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        return withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
