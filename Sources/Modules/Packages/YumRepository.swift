import ModuleKit
import Values

/// Manages package repositories of DNF and Yum, each a section of a file.
struct YumRepository: SettingFileAttributes {
    enum Failovermethod: String, ArgumentChoice {
        case roundrobin, priority
    }

    enum HTTPCaching: String, ArgumentChoice {
        case all, packages, none
    }

    enum IPResolve: String, ArgumentChoice {
        case n4 = "4"
        case n6 = "6"
        case ipv4 = "IPv4"
        case ipv6 = "IPv6"
        case whatever
    }

    enum Keepcache: String, ArgumentChoice {
        case no = "0"
        case yes = "1"
    }

    enum ExpireFilter: String, ArgumentChoice {
        case never
        case past = "read-only:past"
        case present = "read-only:present"
        case future = "read-only:future"
    }

    static let doc = ModuleDoc(
        "yum_repository", "Add and remove repositories of DNF and Yum.",
        refused: FileAttributeArguments.refused,
        returns: [ReturnValue("repo", "The repository."), ReturnValue("state", "Whether it should exist.")],
        differences: """
            As in Ansible, comments in a file are lost when it is written.
            """,
        examples: """
            - name: Get the packages of the press
              yum_repository:
                name: press
                description: Cider press
                baseurl: ["https://rpm.example.net/press/$releasever", "https://rpm.example.org/press/$releasever"]
                gpgkey: https://rpm.example.net/press.asc
                gpgcheck: true
            - yum_repository: { name: garden, file: press, description: Garden, mirrorlist: "https://rpm.example.net/garden", enabled: false }
            - yum_repository: { name: garden, file: press, state: absent }
            """)

    @Argument("Accepted by old versions of Yum.") var async: Bool?
    @Argument("How much of the bandwidth may be used, in bytes a second or percent.") var bandwidth: String?
    @Argument("Addresses of the repository.") var baseurl: [String]?
    @Argument("How dear the repository is beside others; 1000 where it does not say.") var cost: String?
    @Argument("Whether the host is counted by the repository.") var countme: Bool?
    @Argument("Up to which share of the size metadata is got as differences.")
    var deltarpmMetadataPercentage: String?
    @Argument("Up to which share of the size packages are got as differences.") var deltarpmPercentage: String?
    @Argument("The repository in words, which becomes its `name`.") var description: String?
    @Argument("Whether the repository is used.") var enabled: Bool?
    @Argument("Whether groups of packages are used.") var enablegroups: Bool?
    @Argument("Packages that are never installed from it.", aliases: "excludepkgs") var exclude: [String]?
    @Argument("The order in which addresses are tried.") var failovermethod: Failovermethod?
    @Argument("Name of the file, without `.repo`; that of the repository if not given.") var file: String?
    @Argument("Address of the key that signs the keys.") var gpgcakey: String?
    @Argument("Whether signatures of packages are checked.") var gpgcheck: Bool?
    @Argument("Addresses of the keys.") var gpgkey: [String]?
    @Argument("What proxies may keep.") var httpCaching: HTTPCaching?
    @Argument("Address of a file with further settings.") var include: String?
    @Argument("The only packages that are installed from it.") var includepkgs: [String]?
    @Argument("By which protocol of the internet names are resolved.") var ipResolve: IPResolve?
    @Argument("Whether connections are kept open.") var keepalive: Bool?
    @Argument("Whether packages are kept once installed.") var keepcache: Keepcache?
    @Argument("How long metadata is taken as current, such as `6h` or `never`.") var metadataExpire: String?
    @Argument("For which commands metadata may be old.") var metadataExpireFilter: ExpireFilter?
    @Argument("Address of a metalink file.") var metalink: String?
    @Argument("Address of a list of mirrors.") var mirrorlist: String?
    @Argument("How long the list of mirrors is taken as current.") var mirrorlistExpire: String?
    @Argument("Whether modular packages are all used.") var moduleHotfixes: Bool?
    @Argument("The repository's name, which is that of its section.") var name: String
    @Argument("The password at the repository.") var password: Secret?
    @Argument("Priority over other repositories, from 1 to 99.") var priority: String?
    @Argument("Whether packages of it are protected from others.") var protect: Bool?
    @Argument("Address of a proxy, or `_none_`.") var proxy: String?
    @Argument("The password at the proxy.") var proxyPassword: Secret?
    @Argument("The user at the proxy.") var proxyUsername: String?
    @Argument("Whether signatures of metadata are checked.") var repoGpgcheck: Bool?
    @Argument("The directory of the files.") var reposdir: RemotePath = "/etc/yum.repos.d"
    @Argument("How often a download is tried.") var retries: String?
    @Argument("Whether it is a bucket of S3.") var s3Enabled: Bool?
    @Argument("Go on without the repository where it cannot be reached.") var skipIfUnavailable: Bool?
    @Argument("Whether the mode of certificates is checked.") var sslCheckCertPermissions: Bool?
    @Argument("Directory of the authorities' certificates.", aliases: "ca_cert") var sslcacert: String?
    @Argument("The client's certificate.", aliases: "client_cert") var sslclientcert: String?
    @Argument("The key of the client's certificate.", aliases: "client_key") var sslclientkey: String?
    @Argument("Whether certificates are checked.", aliases: "validate_certs") var sslverify: Bool?
    @Argument("Whether the repository should exist.") var state: Presence = .present
    @Argument("The most bytes a second.") var throttle: String?
    @Argument("Seconds until a connection is given up.") var timeout: String?
    @Argument("Variables shown behind the name.") var uiRepoidVars: String?
    @Argument("The user at the repository.") var username: String?
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [
        .required("description", when: "state", is: "present"),
        .atLeastOne("baseurl", "mirrorlist", "metalink", when: "state", is: "present"),
    ]

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        let names = [name, file ?? name]
        guard names.allSatisfy({ !$0.isEmpty && !$0.contains("/") && !$0.contains(where: \.isNewline) }) else {
            throw ModuleFailure("`name` and `file` must be names, without a slash or a line break")
        }
    }

    var touches: [Footprint] { [.path(path), .packages] }

    var probe: Probe<YumRepositoryHost> {
        .all(.file(reposdir, FileInterest(follow: true)), TextFile.probe(path, creates: true))
            .map { YumRepositoryHost(folder: $0, text: $1) }
    }

    func changes(from host: YumRepositoryHost) throws(ModuleFailure) -> [Change] {
        guard host.folder?.kind == .directory else { throw ModuleFailure("there is no directory \(reposdir)") }
        let before = try RepositoryFile(String(hostBytes: host.text.bytes), at: path)
        var after = before
        after.set(state == .present ? settings : nil, of: name)
        if after.isEmpty, !host.text.exists { return [] }
        guard !after.isAlike(before) else { return edit.changes(of: host.text, to: host.text.bytes, named: path) }
        if after.isEmpty {
            let diff = Diff.contents(
                before: host.text.bytes, after: nil, beforeHeader: path.text, afterHeader: path.text)
            return [Change("remove \(path)", diff: diff, steps: [.remove(host.text.path)])]
        }
        return edit.changes(of: host.text, to: after.text.hostBytes, named: path)
    }

    func result(_ applied: Applied<YumRepositoryHost>) -> ModuleResult {
        ["repo": .string(name), "state": .string(state.rawValue)]
    }
}

/// What `yum_repository` must know of the host.
struct YumRepositoryHost: Sendable {
    var folder: RemoteFile?
    var text: TextFile
}

extension YumRepository {
    private var path: RemotePath { reposdir.appending("\(file ?? name).repo") }

    private var edit: TextEdit { TextEdit(attributes: attributes, backup: false, validate: nil, kind: "") }

    /// The settings of the section by their names in the file, in alphabetical order.
    private var settings: [(name: String, value: String)] {
        let bit = { (flag: Bool?) in flag.map { $0 ? "1" : "0" } }
        let lines = { (list: [String]?) in list?.joined(separator: "\n") }
        let words = { (list: [String]?) in list?.joined(separator: " ") }
        let all: [(String, String?)] = [
            ("async", bit(async)), ("bandwidth", bandwidth), ("baseurl", lines(baseurl)), ("cost", cost),
            ("countme", bit(countme)), ("deltarpm_metadata_percentage", deltarpmMetadataPercentage),
            ("deltarpm_percentage", deltarpmPercentage), ("enabled", bit(enabled)),
            ("enablegroups", bit(enablegroups)), ("exclude", words(exclude)),
            ("failovermethod", failovermethod?.rawValue), ("gpgcakey", gpgcakey), ("gpgcheck", bit(gpgcheck)),
            ("gpgkey", lines(gpgkey)), ("http_caching", httpCaching?.rawValue), ("include", include),
            ("includepkgs", words(includepkgs)), ("ip_resolve", ipResolve?.rawValue), ("keepalive", bit(keepalive)),
            ("keepcache", keepcache?.rawValue), ("metadata_expire", metadataExpire),
            ("metadata_expire_filter", metadataExpireFilter?.rawValue), ("metalink", metalink),
            ("mirrorlist", mirrorlist), ("mirrorlist_expire", mirrorlistExpire),
            ("module_hotfixes", bit(moduleHotfixes)), ("name", description), ("password", password?.reveal()),
            ("priority", priority), ("protect", bit(protect)), ("proxy", proxy),
            ("proxy_password", proxyPassword?.reveal()), ("proxy_username", proxyUsername),
            ("repo_gpgcheck", bit(repoGpgcheck)), ("retries", retries), ("s3_enabled", bit(s3Enabled)),
            ("skip_if_unavailable", bit(skipIfUnavailable)),
            ("ssl_check_cert_permissions", bit(sslCheckCertPermissions)), ("sslcacert", sslcacert),
            ("sslclientcert", sslclientcert), ("sslclientkey", sslclientkey), ("sslverify", bit(sslverify)),
            ("throttle", throttle), ("timeout", timeout), ("ui_repoid_vars", uiRepoidVars), ("username", username),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }
}
