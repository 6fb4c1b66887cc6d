internal import CLibssh2

extension SSHSession {
    /// Agrees on keys with the server and checks who it is.
    ///
    /// - Parameter names: The forms under which the host may stand in known_hosts.
    func handshake(_ known: KnownHosts, names: [String], until deadline: ContinuousClock.Instant)
        async throws(ConnectionError)
    {
        prefer(keyTypes: known.keyTypes(for: names))
        let socket = socket
        let result = try await stepApart(until: deadline) { Int(libssh2_session_handshake($0, socket)) }
        guard result == 0 else { throw await handshakeFailure(result) }
        try refuseWhatCanBeCut()
        try HostKeyCheck(settings: settings, known: known, names: names).check(try hostKey())
    }

    /// libssh2 would ask for ECDSA first, and a host known by its Ed25519 key would then seem to be another.
    private func prefer(keyTypes: [String]) {
        guard let session else { return }
        let order = settings.algorithms.hostKeys(preferring: keyTypes)
        let (ciphers, codes) = (settings.algorithms.ciphers, settings.algorithms.codes)
        for (method, list) in [
            (LIBSSH2_METHOD_KEX, settings.algorithms.keyExchange), (LIBSSH2_METHOD_HOSTKEY, order),
            (LIBSSH2_METHOD_CRYPT_CS, ciphers), (LIBSSH2_METHOD_CRYPT_SC, ciphers), (LIBSSH2_METHOD_MAC_CS, codes),
            (LIBSSH2_METHOD_MAC_SC, codes),
        ] {
            libssh2_session_method_pref(session, method, list.joined(separator: ","))
        }
    }

    /// Without a strict key exchange someone in the middle may remove the first packets where the cipher is one of these,
    /// and nobody notices (CVE-2023-48795).
    private func refuseWhatCanBeCut() throws(ConnectionError) {
        guard let session, swiftplay_session_is_strict(session) == 0 else { return }
        for (cipher, code) in [
            (method(LIBSSH2_METHOD_CRYPT_CS), method(LIBSSH2_METHOD_MAC_CS)),
            (method(LIBSSH2_METHOD_CRYPT_SC), method(LIBSSH2_METHOD_MAC_SC)),
        ] where SSHAlgorithms.canBeCut(cipher, code) {
            throw .noCommonAlgorithm(
                "the server lacks strict key exchange, and without it \(cipher) with \(code) lets the first packets be"
                    + " removed; update the server, or use another cipher such as aes128-ctr")
        }
    }

    private func method(_ kind: Int32) -> String {
        session.flatMap { libssh2_session_methods($0, kind) }.map { String(cString: $0) } ?? ""
    }

    private func handshakeFailure(_ result: Int) async -> ConnectionError {
        if let objection = memory.intake.objection {
            return .protocolFault("\(settings.host) port \(settings.port) is not a usable SSH server: \(objection)")
        }
        let text = lastError
        switch Int32(result) {
        case LIBSSH2_ERROR_KEX_FAILURE, LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE, LIBSSH2_ERROR_METHOD_NONE:
            let offer = await KeyExchangeOffer.asked(of: settings)
            return .noCommonAlgorithm(offer?.difference(from: settings.algorithms) ?? text)
        case LIBSSH2_ERROR_SOCKET_DISCONNECT, LIBSSH2_ERROR_SOCKET_RECV, LIBSSH2_ERROR_SOCKET_SEND:
            return .lost("\(settings.host) closed the connection before the login: \(text)")
        default: return .protocolFault("\(settings.host) port \(settings.port) is not a usable SSH server: \(text)")
        }
    }

    private func hostKey() throws(ConnectionError) -> [UInt8] {
        var length = 0
        var type: Int32 = 0
        guard let session, let key = libssh2_session_hostkey(session, &length, &type) else {
            throw .protocolFault("\(settings.host) presented no host key")
        }
        return UnsafeBufferPointer(start: key, count: length).map { UInt8(bitPattern: $0) }
    }

    /// What the server calls itself: `SSH-2.0-OpenSSH_9.2p1 …`.
    var banner: String {
        guard let session, let text = libssh2_session_banner_get(session) else { return "" }
        return String(cString: text)
    }
}
