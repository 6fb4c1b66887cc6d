import Controller
import Glibc
import Values

extension SSHSettings {
    static var localUser: String {
        for name in ["USER", "LOGNAME"] {
            if let value = getenv(name) { return String(cString: value) }
        }
        return ControllerAccounts.userName(getuid()) ?? "root"
    }

    /// Options first, then words of `ssh_args`, then `~/.ssh/config`, then OpenSSH's defaults. Blocks where a
    /// `Match exec` runs.
    ///
    /// - Throws: ``ConnectionError/badOptions(_:)`` for names and values that cannot be meant.
    init(_ options: ConnectionOptions, _ dialogue: ConnectionDialogue = ConnectionDialogue()) throws(ConnectionError) {
        let words = try Self.words(options.sshArguments)
        let arguments = try SSHArguments(words, onTopOf: Self.values(of: options))
        let lookUp = try SSHLookUp(file: arguments.configurationFile)
        let values = try lookUp.values(for: options.address, onTopOf: arguments.values)
        dialogue.warn(SSHKeyword.notices(values) + values.notices)
        // Arguments are for the last host, as with ssh(1); a jump has what the configuration says of it.
        try self.init(options.address, values, depth: 0, lookUp)
        self.dialogue = dialogue
        password = options.password
        passphrase = options.privateKeyPassphrase
        checking = options.hostKeyChecking ?? checking
        if checking == .off { dialogue.warn(["host keys are not checked, so any machine can impersonate a host"]) }
        knownHostsFiles = options.knownHostsFiles ?? knownHostsFiles
        timeout = SSHTime.seconds(arguments.values["connecttimeout"]) ?? options.timeout ?? timeout
        retries = options.retries ?? retries
        passToJumps()
        try check()
    }

    private static func words(_ arguments: [String]) throws(ConnectionError) -> [String] {
        var words: [String] = []
        for text in arguments {
            let line = Shlex(text)
            guard line.unfinished == nil else {
                throw .badOptions("the SSH arguments end within quotes or in a backslash: \(text)")
            }
            words += line.texts
        }
        return words
    }

    private static func values(of options: ConnectionOptions) -> SSHConfig.Values {
        var values = SSHConfig.Values()
        let origin = "connection variables"
        if let port = options.port { values.add("port", String(port), origin: origin) }
        if let user = options.user { values.add("user", user, origin: origin) }
        for file in options.privateKeyFiles { values.add("identityfile", file, origin: origin) }
        return values
    }

    init(_ alias: String, _ values: SSHConfig.Values, depth: Int, _ lookUp: SSHLookUp) throws(ConnectionError) {
        let tokens = SSHTokens(values, host: alias, originalHost: alias)
        host = tokens.host
        user = tokens.user
        port = try Self.port(values["port"])
        hostKeyAlias = values["hostkeyalias"]
        keyFiles = try Self.paths(values.identityFiles, "IdentityFile", tokens)
        certificateFiles = try Self.paths(values.certificateFiles, "CertificateFile", tokens)
        identitiesOnly = values["identitiesonly"]?.lowercased() == "yes"
        checking = Self.checking(values["stricthostkeychecking"])
        knownHostsFiles = try Self.knownHostsFiles(values, tokens)
        hashesKnownHosts = values["hashknownhosts"]?.lowercased() == "yes"
        agentSocket = try Self.agentSocket(values["identityagent"], tokens)
        methods = Self.methods(values)
        signatures = values["pubkeyacceptedalgorithms"]
        algorithms = try SSHAlgorithms(values)
        addressFamily = values["addressfamily"].flatMap { AddressFamily(rawValue: $0.lowercased()) } ?? .any
        bindAddress = values["bindaddress"]
        timeout = SSHTime.seconds(values["connecttimeout"]) ?? 10
        retries = values["connectionattempts"].flatMap { Int($0) }.map { max(0, $0 - 1) }
        aliveInterval = SSHTime.seconds(values["serveraliveinterval"]).flatMap { $0 > 0 ? $0 : nil } ?? 15
        aliveCount = values["serveralivecountmax"].flatMap { Int($0) } ?? 3
        let questions = values["numberofpasswordprompts"].flatMap { Int($0) } ?? 3
        passphraseQuestions = values["batchmode"]?.lowercased() == "yes" ? 0 : questions
        dialogue = ConnectionDialogue()
        jumps = try Self.jumps(values, tokens, depth, lookUp)
        proxyCommand = try Self.proxyCommand(values, tokens)
    }

    static func port(_ text: String?) throws(ConnectionError) -> Int {
        guard let text else { return 22 }
        guard let port = Int(text), (1...65535).contains(port) else {
            throw .badOptions("\"\(text)\" is not a port; ports range from 1 to 65535")
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

    private static func methods(_ values: SSHConfig.Values) -> [LogInMethod] {
        let names = values["preferredauthentications"]?.split(separator: ",").map(String.init)
        let wanted = names?.compactMap(LogInMethod.init) ?? LogInMethod.allCases
        let switches: [LogInMethod: String] = [
            .key: "pubkeyauthentication", .password: "passwordauthentication",
            .dialogue: "kbdinteractiveauthentication",
        ]
        return wanted.filter { method in switches[method].flatMap { values[$0]?.lowercased() } != "no" }
    }

    private static func paths(_ texts: [String], _ keyword: String, _ tokens: SSHTokens) throws(ConnectionError)
        -> [String]
    {
        var paths: [String] = []
        for text in texts where text.lowercased() != "none" { paths.append(try tokens.path(text, of: keyword)) }
        return paths
    }

    private static func knownHostsFiles(_ values: SSHConfig.Values, _ tokens: SSHTokens) throws(ConnectionError)
        -> [String]
    {
        let own = values.words("userknownhostsfile") ?? ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"]
        let shared = values.words("globalknownhostsfile") ?? ["/etc/ssh/ssh_known_hosts"]
        return try paths(own, "UserKnownHostsFile", tokens)
            + shared.filter { $0.lowercased() != "none" }.map(UserFile.expanded)
    }

    private static func agentSocket(_ word: String?, _ tokens: SSHTokens) throws(ConnectionError) -> String? {
        switch word {
        case "none": return nil
        case nil, "SSH_AUTH_SOCK": return UserFile.variable("SSH_AUTH_SOCK")
        case let name? where name.hasPrefix("$") && !name.hasPrefix("${"):
            return UserFile.variable(String(name.dropFirst()))
        case let path?: return try tokens.path(path, of: "IdentityAgent")
        }
    }

    private static func proxyCommand(_ values: SSHConfig.Values, _ tokens: SSHTokens) throws(ConnectionError) -> String?
    {
        guard let command = values.settings["proxycommand"]?.text, !command.isEmpty, command.lowercased() != "none"
        else { return nil }
        guard values["proxyusefdpass"]?.lowercased() != "yes" else {
            throw .badOptions("ProxyUseFdpass is not supported; use a ProxyCommand that passes the data on itself")
        }
        return try tokens.expanded(command, of: "ProxyCommand")
    }

    private func check() throws(ConnectionError) {
        for server in jumps + [self] {
            guard !server.host.isEmpty, !server.host.hasPrefix("-"), server.host.utf8.allSatisfy(Self.isPartOfHostName)
            else {
                throw .badOptions("\"\(server.host)\" is not a host name or address")
            }
            guard !server.user.isEmpty, !server.user.hasPrefix("-"), server.user.utf8.allSatisfy(Self.isPartOfUserName)
            else {
                throw .badOptions("\"\(server.user)\" is not a user name")
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
