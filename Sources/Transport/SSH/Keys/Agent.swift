import Glibc

/// A client of ssh-agent; see draft-ietf-sshm-ssh-agent. Every call blocks, for a few seconds at most.
struct Agent: Sendable {
    let path: String

    struct Key: SigningKey {
        let agent: Agent
        let publicBlob: [UInt8]
        let comment: String

        var name: String { "\(comment) (agent)" }

        func sign(_ bytes: [UInt8], algorithm: String) -> [UInt8]? {
            agent.sign(bytes, with: publicBlob, flags: Self.flags[Certificate.plain(algorithm)] ?? 0)
        }

        private static let flags: [String: UInt32] = ["rsa-sha2-256": 2, "rsa-sha2-512": 4]
    }

    private enum Message {
        static let requestIdentities: UInt8 = 11
        static let identities: UInt8 = 12
        static let signRequest: UInt8 = 13
        static let signResponse: UInt8 = 14
    }

    /// `nil` if no agent answers.
    func keys() -> [Key]? {
        guard var reply = ask([Message.requestIdentities], expecting: Message.identities),
            let count = reply.number()
        else { return nil }
        var keys: [Key] = []
        for _ in 0..<min(count, 1000) {
            guard let blob = reply.string(), let comment = reply.string() else { break }
            keys.append(Key(agent: self, publicBlob: blob, comment: String(decoding: comment, as: UTF8.self)))
        }
        return keys
    }

    private func sign(_ bytes: [UInt8], with blob: [UInt8], flags: UInt32) -> [UInt8]? {
        var request = SSHWire()
        request.append(byte: Message.signRequest)
        request.append(string: blob)
        request.append(string: bytes)
        request.append(number: flags)
        guard var reply = ask(request.bytes, expecting: Message.signResponse), let signature = reply.string() else {
            return nil
        }
        var named = SSHWireReader(signature)
        _ = named.string()
        return named.string()
    }

    private func ask(_ message: [UInt8], expecting kind: UInt8) -> SSHWireReader? {
        guard let socket = connect() else { return nil }
        defer { Glibc.close(socket) }
        var packet = SSHWire()
        packet.append(string: message)
        guard write(socket, packet.bytes, packet.bytes.count) == packet.bytes.count,
            let header = receive(4, from: socket)
        else { return nil }
        let length = header.reduce(0) { $0 << 8 | Int($1) }
        guard length <= 1 << 20, let body = receive(length, from: socket), body.first == kind else { return nil }
        return SSHWireReader(body.dropFirst())
    }

    private func connect() -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < capacity else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected else {
            Glibc.close(socket)
            return nil
        }
        return socket
    }

    private func receive(_ count: Int, from socket: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var chunk = [UInt8](repeating: 0, count: count - bytes.count)
            let got = read(socket, &chunk, chunk.count)
            guard got > 0 else { return nil }
            bytes += chunk.prefix(got)
        }
        return bytes
    }
}
