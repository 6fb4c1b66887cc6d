/// The keywords of ssh_config(5): which are followed here, which mean nothing here, and which must be named.
enum SSHKeyword {
    /// Older names for the same.
    static func current(_ keyword: String) -> String { renamed[keyword] ?? keyword }

    private static let renamed = [
        "challengeresponseauthentication": "kbdinteractiveauthentication",
        "skeyauthentication": "kbdinteractiveauthentication", "pubkeyacceptedkeytypes": "pubkeyacceptedalgorithms",
        "globalknownhostsfile2": "globalknownhostsfile", "userknownhostsfile2": "userknownhostsfile",
    ]

    /// What a person must be told of these settings, each with its place.
    static func notices(_ values: SSHConfig.Values) -> [String] {
        let ignored = PatternList((values.words("ignoreunknown") ?? []).joined(separator: ",").lowercased())
        return values.settings.sorted { $0.key < $1.key }.compactMap { keyword, setting in
            if followed.contains(keyword) || silent.contains(keyword) { return nil }
            if keyword.hasPrefix("gssapi") || ["no", "none"].contains(setting.words.first?.lowercased()) { return nil }
            if known.contains(keyword) {
                return "the SSH option \(setting.name) (\(setting.origin)) has no effect here"
            }
            if ignored.matches(keyword) { return nil }
            return "the SSH option \(setting.name) (\(setting.origin)) is unknown and has no effect"
        }
    }

    private static let followed: Set<String> = [
        "addressfamily", "batchmode", "bindaddress", "ciphers", "connectionattempts", "connecttimeout",
        "globalknownhostsfile", "hashknownhosts", "hostkeyalgorithms", "hostkeyalias", "hostname", "identitiesonly",
        "identityagent", "ignoreunknown", "kbdinteractiveauthentication", "kexalgorithms", "macs",
        "numberofpasswordprompts", "passwordauthentication", "port", "preferredauthentications", "proxycommand",
        "proxyjump", "proxyusefdpass", "pubkeyacceptedalgorithms", "pubkeyauthentication", "serveralivecountmax",
        "serveraliveinterval", "stricthostkeychecking", "tag", "user", "userknownhostsfile",
    ]

    /// What has no bearing on a task: terminals, shared connections, what is logged and shown, ways to log in that come
    /// before others.
    private static let silent: Set<String> = [
        "addkeystoagent", "canonicaldomains", "canonicalizefallbacklocal", "canonicalizemaxdots",
        "canonicalizepermittedcnames", "casignaturealgorithms", "channeltimeout", "checkhostip", "clearallforwardings",
        "compression", "compressionlevel", "controlmaster", "controlpath", "controlpersist", "enableescapecommandline",
        "enablesshkeysign", "escapechar", "exitonforwardfailure", "fingerprinthash", "forkafterauthentication",
        "forwardx11", "forwardx11timeout", "forwardx11trusted", "gatewayports", "hostbasedacceptedalgorithms",
        "hostbasedauthentication", "hostbasedkeytypes", "ipqos", "localcommand", "loglevel", "logverbose",
        "obscurekeystroketiming", "protocol", "rekeylimit", "requesttty", "sendenv", "sessiontype", "stdinnull",
        "streamlocalbindmask", "streamlocalbindunlink", "syslogfacility", "tcpkeepalive", "updatehostkeys",
        "usekeychain", "visualhostkey", "warnweakcrypto", "xauthlocation",
    ]

    /// Known to OpenSSH, without effect here, and possibly missed.
    private static let known: Set<String> = [
        "bindinterface", "canonicalizehostname", "dynamicforward", "forwardagent", "knownhostscommand", "localforward",
        "nohostauthenticationforlocalhost", "permitlocalcommand", "permitremoteopen", "pkcs11provider", "remotecommand",
        "remoteforward", "requiredrsasize", "revokedhostkeys", "securitykeyprovider", "setenv", "tunnel",
        "tunneldevice", "verifyhostkeydns",
    ]
}
