extension SSHSettings {
    /// The servers of `ProxyJump`, first one first. How to reach the first is for its own section to say.
    static func jumps(_ values: SSHConfig.Values, _ tokens: SSHTokens, _ depth: Int, _ lookUp: SSHLookUp)
        throws(ConnectionError) -> [SSHSettings]
    {
        guard let list = values["proxyjump"], list.lowercased() != "none" else { return [] }
        guard depth < 8 else { throw .badOptions("circular ProxyJump: \(list)") }
        var jumps: [SSHSettings] = []
        for text in try tokens.expanded(list, of: "ProxyJump").split(separator: ",") {
            var server = try jump(String(text), depth, lookUp)
            if jumps.isEmpty { jumps = server.jumps } else { server.proxyCommand = nil }
            server.jumps = []
            jumps.append(server)
        }
        return jumps
    }

    /// `[user@]host[:port]`, or `ssh://…`.
    private static func jump(_ text: String, _ depth: Int, _ lookUp: SSHLookUp) throws(ConnectionError) -> SSHSettings {
        var rest = Substring(text.hasPrefix("ssh://") ? String(text.dropFirst(6)) : text)
        var given = SSHConfig.Values()
        if let at = rest.lastIndex(of: "@") {
            given.add("user", String(rest[..<at]), origin: "ProxyJump")
            rest = rest[rest.index(after: at)...]
        }
        if let colon = rest.lastIndex(of: ":"), rest.hasSuffix("]") == false,
            rest.filter({ $0 == ":" }).count == 1 || rest.hasPrefix("[")
        {
            given.add("port", String(rest[rest.index(after: colon)...]), origin: "ProxyJump")
            rest = rest[..<colon]
        }
        let host = String(rest.filter { $0 != "[" && $0 != "]" })
        return try SSHSettings(host, try lookUp.values(for: host, onTopOf: given), depth: depth + 1, lookUp)
    }

    /// What was decided for the whole way: keys, waiting times and whom to ask serve every server on it.
    mutating func passToJumps() {
        for index in jumps.indices {
            jumps[index].timeout = timeout
            jumps[index].retries = retries
            jumps[index].passphrase = passphrase
            jumps[index].checking = checking
            jumps[index].knownHostsFiles = knownHostsFiles
            jumps[index].passphraseQuestions = passphraseQuestions
            jumps[index].dialogue = dialogue
            if jumps[index].keyFiles.isEmpty { jumps[index].keyFiles = keyFiles }
        }
    }
}
