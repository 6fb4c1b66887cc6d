import Glibc

/// What a server offers for the key exchange. It says so in plain text, which makes a refusal explainable.
struct KeyExchangeOffer: Sendable {
    private let lists: [(kind: String, names: [String])]

    /// RFC 4253 section 7.1: message 20, a cookie of 16 bytes, then lists of names.
    init?(payload: [UInt8]) {
        guard payload.first == 20, payload.count > 17 else { return nil }
        var reader = SSHWireReader(payload.dropFirst(17))
        let kinds = ["key exchange", "host key", "cipher", "", "MAC", ""]
        var lists: [(String, [String])] = []
        for kind in kinds {
            guard let list = reader.string() else { return nil }
            lists.append((kind, String(decoding: list, as: UTF8.self).split(separator: ",").map(String.init)))
        }
        self.lists = lists.filter { !$0.0.isEmpty }
    }

    /// The lists that have nothing in common with ours, in words.
    func difference(from ours: SSHAlgorithms) -> String {
        let own = [
            "key exchange": ours.keyExchange, "host key": ours.hostKeys, "cipher": ours.ciphers, "MAC": ours.codes,
        ]
        let parts = lists.compactMap { kind, names -> String? in
            guard let known = own[kind], !names.contains(where: known.contains) else { return nil }
            return "for \(kind) the server offers only \(names.joined(separator: ", "))"
                + " and we offer \(known.joined(separator: ", "))"
        }
        return parts.isEmpty ? "the key exchange failed" : parts.joined(separator: "; ")
    }

    /// Connects once more, only to read the offer.
    static func asked(of settings: SSHSettings) async -> KeyExchangeOffer? {
        guard settings.jumps.isEmpty, settings.proxyCommand == nil else { return nil }
        let deadline = ContinuousClock.now + .seconds(min(5, settings.timeout))
        guard let addresses = try? await TCPSocket.addresses(of: settings, until: deadline),
            let opened = try? await TCPSocket.connect(addresses, settings, until: deadline)
        else { return nil }
        defer {
            Reactor.shared.forget(opened.socket)
            Glibc.close(opened.socket)
        }
        let greeting = Array("SSH-2.0-swiftplay\r\n".utf8)
        _ = Glibc.send(opened.socket, greeting, greeting.count, Int32(MSG_NOSIGNAL))
        var received: [UInt8] = []
        while received.count < 64 << 10 {
            if let offer = parse(received) { return offer }
            guard await Reactor.shared.wait(opened.socket, .read, until: deadline) == .ready else { return nil }
            var chunk = [UInt8](repeating: 0, count: 8192)
            let count = recv(opened.socket, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            received += chunk.prefix(count)
        }
        return nil
    }

    /// The first packet after the version line.
    private static func parse(_ bytes: [UInt8]) -> KeyExchangeOffer? {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            guard line.starts(with: Array("SSH-".utf8)) else { continue }
            var reader = SSHWireReader(rest)
            guard let packet = reader.string(), let padding = packet.first, packet.count > Int(padding) + 1 else {
                return nil
            }
            return KeyExchangeOffer(payload: Array(packet.dropFirst().dropLast(Int(padding))))
        }
        return nil
    }
}
