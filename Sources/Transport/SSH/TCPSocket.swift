import Glibc

/// Opens TCP connections without blocking the pool of tasks.
enum TCPSocket {
    /// An address of the name service, ready for `connect`.
    struct Address: Sendable {
        let family: Int32
        let bytes: [UInt8]
        /// In numbers, as it may stand in known_hosts.
        let text: String
    }

    /// The name service may be silent, too.
    static func addresses(of settings: SSHSettings, until deadline: ContinuousClock.Instant)
        async throws(ConnectionError) -> [Address]
    {
        let found = await OwnThread.run(until: deadline) {
            resolve(settings.host, settings.port, settings.addressFamily)
        }
        guard let found else {
            throw .lost("the name service did not resolve \(settings.host) within \(settings.timeout) s")
        }
        guard let found, !found.isEmpty else { throw .nameNotFound(settings.host) }
        return found
    }

    private static func resolve(_ host: String, _ port: Int, _ family: SSHSettings.AddressFamily) -> [Address]? {
        var hints = addrinfo()
        hints.ai_family = families[family] ?? AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else { return nil }
        defer { freeaddrinfo(list) }
        var addresses: [Address] = []
        var entry = list
        while let current = entry {
            if let address = Address(current.pointee) { addresses.append(address) }
            entry = current.pointee.ai_next
        }
        return addresses
    }

    private static let families: [SSHSettings.AddressFamily: Int32] = [.inet: AF_INET, .inet6: AF_INET6]

    /// Tries the addresses in turn.
    static func connect(_ addresses: [Address], _ settings: SSHSettings, until deadline: ContinuousClock.Instant)
        async throws(ConnectionError) -> (socket: Int32, address: Address)
    {
        var problem = ConnectionError.noAnswer(
            address: settings.host, port: settings.port, seconds: settings.timeout)
        for address in addresses {
            switch await connect(address, from: settings.bindAddress, until: deadline) {
            case .success(let socket): return (socket, address)
            case .failure(let number): problem = error(number, settings)
            }
        }
        throw problem
    }

    private static func connect(_ address: Address, from own: String?, until deadline: ContinuousClock.Instant) async
        -> Result<Int32, Errno>
    {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(address.family, kind, 0)
        guard socket >= 0 else { return .failure(Errno(errno)) }
        if let own, let number = bind(socket, to: own, address.family) {
            Glibc.close(socket)
            return .failure(Errno(number))
        }
        var number = address.bytes.withUnsafeBytes { bytes in
            Glibc.connect(
                socket, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) == 0
                ? 0 : errno
        }
        if number == EINPROGRESS {
            let wake = await Reactor.shared.wait(socket, .write, until: deadline)
            number = wake == .ready ? pendingError(of: socket) : ETIMEDOUT
        }
        guard number == 0 else {
            Reactor.shared.forget(socket)
            Glibc.close(socket)
            return .failure(Errno(number))
        }
        // Frames are small and each waits for its answer.
        setOption(socket, Int32(IPPROTO_TCP), TCP_NODELAY)
        setOption(socket, SOL_SOCKET, SO_KEEPALIVE)
        return .success(socket)
    }

    /// - Returns: What is wrong; `nil` if nothing is.
    private static func bind(_ socket: Int32, to own: String, _ family: Int32) -> Int32? {
        guard let address = resolve(own, 0, .any)?.first(where: { $0.family == family }) else { return EADDRNOTAVAIL }
        let isBound = address.bytes.withUnsafeBytes { bytes in
            Glibc.bind(socket, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) == 0
        }
        return isBound ? nil : errno
    }

    struct Errno: Error {
        let number: Int32
        init(_ number: Int32) { self.number = number }
    }

    private static func pendingError(of socket: Int32) -> Int32 {
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &number, &size)
        return number
    }

    private static func setOption(_ socket: Int32, _ level: Int32, _ option: Int32) {
        var on: Int32 = 1
        setsockopt(socket, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func error(_ failure: Errno, _ settings: SSHSettings) -> ConnectionError {
        let (host, port, seconds) = (settings.host, settings.port, settings.timeout)
        return switch failure.number {
        case ECONNREFUSED: .refused(address: host, port: port)
        case ETIMEDOUT, EHOSTUNREACH, ENETUNREACH: .noAnswer(address: host, port: port, seconds: seconds)
        default: .lost("connecting to \(host) port \(port): \(String(cString: strerror(failure.number)))")
        }
    }
}

extension TCPSocket.Address {
    fileprivate init?(_ info: addrinfo) {
        guard let address = info.ai_addr else { return nil }
        family = info.ai_family
        bytes = Array(UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen)))
        var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard getnameinfo(address, info.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0 else {
            return nil
        }
        text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
