import Glibc
import Values

extension SSHSettings {
    static var localUser: String {
        for name in ["USER", "LOGNAME"] {
            if let value = getenv(name) { return String(cString: value) }
        }
        return LocalAccounts.userName(getuid()) ?? "root"
    }

    /// Options first, then words of `ssh_args`, then `~/.ssh/config`, then OpenSSH's defaults.
    ///
    /// - Throws: ``ConnectionError/badOptions(_:)`` for names and values that cannot be meant.
    init(_ options: ConnectionOptions) throws(ConnectionError) {
        let words = options.sshArgumentTexts.flatMap(KeyValueText.words).map { KeyValueText.unquoted($0.text) }
        let arguments = try SSHArguments(options.sshArguments + words)
        let file = arguments.configurationFile
        let values = Self.values(for: options.address, user: options.user, file, onTopOf: arguments.values)
        // Arguments are for the last host, as with ssh(1); a jump has what the configuration says of it.
        try self.init(options.address, values, depth: 0) { Self.values(for: $0, user: nil, file) }
        port = options.port ?? port
        user = options.user ?? user
        password = options.password
        passphrase = options.privateKeyPassphrase
        keyFiles = options.privateKeyFiles + keyFiles.filter { !options.privateKeyFiles.contains($0) }
        checking = options.hostKeyChecking ?? checking
        knownHostsFiles = options.knownHostsFiles ?? knownHostsFiles
        timeout = values["connecttimeout"].flatMap(Double.init) ?? options.timeout
        retries = options.retries
        passToJumps()
        try check()
    }

    private static func values(
        for host: String, user: String?, _ file: String?, onTopOf first: SSHConfig.Values = SSHConfig.Values()
    ) -> SSHConfig.Values {
        var values = first
        if let file {
            return file == "none" ? values : SSHConfig(path: file).values(for: host, user: user, onTopOf: values)
        }
        for path in ["~/.ssh/config", "/etc/ssh/ssh_config"] {
            values = SSHConfig(path: path).values(for: host, user: user, onTopOf: values)
        }
        return values
    }

    private init(
        _ alias: String, _ values: SSHConfig.Values, depth: Int, _ lookUp: (String) -> SSHConfig.Values
    ) throws(ConnectionError) {
        host = values["hostname"]?.replacing("%h", with: alias).replacing("%%", with: "%") ?? alias
        port = try Self.port(values["port"])
        user = values["user"] ?? Self.localUser
        hostKeyAlias = values["hostkeyalias"]
        keyFiles = values.identityFiles
        identitiesOnly = values["identitiesonly"]?.lowercased() == "yes"
        checking = Self.checking(values["stricthostkeychecking"])
        knownHostsFiles = Self.knownHostsFiles(values)
        agentSocket = Self.agentSocket(values["identityagent"])
        timeout = 10
        retries = 3
        aliveInterval = values["serveraliveinterval"].flatMap(Double.init).flatMap { $0 > 0 ? $0 : nil } ?? 15
        aliveCount = values["serveralivecountmax"].flatMap(Int.init) ?? 3
        jumps = []
        if let list = values["proxyjump"], list.lowercased() != "none" {
            jumps = try Self.jumps(list, depth, lookUp)
        } else {
            try Self.refuseCommand(values)
        }
    }

    /// The servers on the way, first one first. How to reach the first is for its own section to say.
    private static func jumps(_ list: String, _ depth: Int, _ lookUp: (String) -> SSHConfig.Values)
        throws(ConnectionError) -> [SSHSettings]
    {
        guard depth < 8 else { throw .badOptions("ProxyJump leads in a circle: \(list)") }
        var jumps: [SSHSettings] = []
        for text in list.split(separator: ",") {
            var server = try jump(String(text), depth, lookUp)
            if jumps.isEmpty { jumps = server.jumps }
            server.jumps = []
            jumps.append(server)
        }
        return jumps
    }

    /// `[user@]host[:port]`, or `ssh://…`.
    private static func jump(_ text: String, _ depth: Int, _ lookUp: (String) -> SSHConfig.Values)
        throws(ConnectionError) -> SSHSettings
    {
        var rest = Substring(text.hasPrefix("ssh://") ? String(text.dropFirst(6)) : text)
        var user: String?
        if let at = rest.lastIndex(of: "@") {
            user = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        var port: String?
        if let colon = rest.lastIndex(of: ":"), rest.hasSuffix("]") == false,
            rest.filter({ $0 == ":" }).count == 1 || rest.hasPrefix("[")
        {
            port = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        let host = String(rest.filter { $0 != "[" && $0 != "]" })
        var settings = try SSHSettings(host, lookUp(host), depth: depth + 1, lookUp)
        if let user { settings.user = user }
        if let port { settings.port = try self.port(port) }
        return settings
    }

    private static func port(_ text: String?) throws(ConnectionError) -> Int {
        guard let text else { return 22 }
        guard let port = Int(text), (1...65535).contains(port) else {
            throw .badOptions("\"\(text)\" is no port; ports go from 1 to 65535")
        }
        return port
    }

    private static func checking(_ word: String?) -> ConnectionOptions.HostKeyChecking {
        switch word?.lowercased() {
        case "no", "off": .off
        case "accept-new": .acceptNew
        default: .strict
        }
    }

    private static func knownHostsFiles(_ values: SSHConfig.Values) -> [String] {
        let own = values.arguments["userknownhostsfile"] ?? ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"]
        let shared = values.arguments["globalknownhostsfile"] ?? ["/etc/ssh/ssh_known_hosts"]
        return (own + shared).filter { $0.lowercased() != "none" }.map(LocalFile.expanded)
    }

    private static func agentSocket(_ word: String?) -> String? {
        switch word {
        case "none": nil
        case nil, "SSH_AUTH_SOCK": getenv("SSH_AUTH_SOCK").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        case let path?: LocalFile.expanded(path)
        }
    }

    private static func refuseCommand(_ values: SSHConfig.Values) throws(ConnectionError) {
        guard let command = values["proxycommand"], command.lowercased() != "none" else { return }
        throw .badOptions("ProxyCommand is not supported; use ProxyJump to go by way of another host")
    }

    /// What was decided for the whole way: keys and waiting times serve every server on it.
    private mutating func passToJumps() {
        for index in jumps.indices {
            jumps[index].timeout = timeout
            jumps[index].retries = retries
            jumps[index].passphrase = passphrase
            jumps[index].checking = checking
            jumps[index].knownHostsFiles = knownHostsFiles
            if jumps[index].keyFiles.isEmpty { jumps[index].keyFiles = keyFiles }
        }
    }

    private func check() throws(ConnectionError) {
        for server in jumps + [self] {
            guard !server.host.isEmpty, !server.host.hasPrefix("-"), server.host.utf8.allSatisfy(Self.isPartOfHostName)
            else {
                throw .badOptions("\"\(server.host)\" is no host name or address")
            }
            guard !server.user.isEmpty, !server.user.hasPrefix("-"), server.user.utf8.allSatisfy(Self.isPartOfUserName)
            else {
                throw .badOptions("\"\(server.user)\" is no user name")
            }
        }
    }

    private static func isPartOfHostName(_ byte: UInt8) -> Bool {
        isPartOfUserName(byte) && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "@")
            || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "%")
    }

    /// User names of directory services hold `@` and `\`; none holds what a shell might read.
    private static func isPartOfUserName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...0xFF: true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "_-.@+\\".utf8.contains(byte)
        }
    }
}
