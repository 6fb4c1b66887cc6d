/// Algorithms of one kind: those used unless something is said, best first, and all that can be.
struct AlgorithmList: Sendable {
    let usual: [String]
    let possible: [String]

    init(_ usual: [String], more: [String] = []) {
        self.usual = usual
        possible = usual + more
    }

    /// As ssh_config(5) changes a list: `a,b` in its place, `+a` behind it, `-a*` out of it, `^a` before it.
    ///
    /// - Returns: Only what is possible here.
    func applying(_ text: String) -> [String] {
        let names = text.drop { "+-^".contains($0) }.split(separator: ",").map(String.init).filter(possible.contains)
        switch text.first {
        case "+": return usual + names.filter { !usual.contains($0) }
        case "-":
            let unwanted = PatternList(String(text.dropFirst()))
            return usual.filter { !unwanted.matches($0) }
        case "^": return names + usual.filter { !names.contains($0) }
        default:
            let wanted = PatternList(text)
            return names + possible.filter { wanted.matches($0) && !names.contains($0) }
        }
    }
}

/// What two sides of a connection must agree on: what the library has, in OpenSSH's order of trust. What OpenSSH offers
/// only to those who ask for it, SHA-1 in signatures and key exchanges and ciphers in CBC, is so here.
struct SSHAlgorithms: Sendable {
    private(set) var keyExchange = Self.keyExchanges.usual
    private(set) var hostKeys = Self.hostKeyTypes.usual
    private(set) var ciphers = Self.allCiphers.usual
    private(set) var codes = Self.allCodes.usual

    private static let keyExchanges = AlgorithmList(
        [
            "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
            "ecdh-sha2-nistp521", "diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512",
            "diffie-hellman-group18-sha512", "diffie-hellman-group14-sha256",
        ],
        more: ["diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1", "diffie-hellman-group1-sha1"])
    private static let hostKeyTypes = AlgorithmList(
        [
            "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512",
            "rsa-sha2-256",
        ], more: ["ssh-rsa"])
    /// Counter mode first: no attacker can use it, also where the server has no strict key exchange.
    private static let allCiphers = AlgorithmList(
        [
            "aes128-ctr", "aes256-ctr", "aes192-ctr", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
            "chacha20-poly1305@openssh.com",
        ], more: ["aes256-cbc", "aes192-cbc", "aes128-cbc", "3des-cbc"])
    private static let allCodes = AlgorithmList(
        [
            "hmac-sha2-256", "hmac-sha2-512", "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com",
            "hmac-sha1",
        ], more: ["hmac-sha1-etm@openssh.com", "hmac-sha1-96"])

    /// The host key algorithms, those first that use a key of one of these types.
    func hostKeys(preferring keyTypes: [String]) -> [String] {
        let first = hostKeys.filter { keyTypes.contains(Self.keyType(of: $0)) }
        return first + hostKeys.filter { !first.contains($0) }
    }

    /// Whether an attacker can remove the first packets, where the key exchange is not strict.
    static func canBeCut(_ cipher: String, _ code: String) -> Bool {
        cipher.hasPrefix("chacha20-") || cipher.hasSuffix("-cbc") && code.hasSuffix("-etm@openssh.com")
    }

    private static func keyType(of algorithm: String) -> String {
        algorithm.hasPrefix("rsa-sha2-") ? "ssh-rsa" : algorithm
    }

    init() {}

    /// - Throws: where a list leaves nothing.
    init(_ values: SSHConfig.Values) throws(ConnectionError) {
        keyExchange = try Self.chosen(Self.keyExchanges, values, "kexalgorithms")
        hostKeys = try Self.chosen(Self.hostKeyTypes, values, "hostkeyalgorithms")
        ciphers = try Self.chosen(Self.allCiphers, values, "ciphers")
        codes = try Self.chosen(Self.allCodes, values, "macs")
    }

    private static func chosen(_ list: AlgorithmList, _ values: SSHConfig.Values, _ keyword: String)
        throws(ConnectionError) -> [String]
    {
        guard let setting = values.settings[keyword], let text = setting.words.first else { return list.usual }
        let chosen = list.applying(text)
        guard chosen.isEmpty else { return chosen }
        throw .badOptions(
            "the SSH option \(setting.name)=\(text) (\(setting.origin)) names nothing that is supported; supported are"
                + list.possible.joined(separator: ", "))
    }
}
