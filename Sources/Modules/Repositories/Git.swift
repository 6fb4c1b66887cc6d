import ModuleKit
import Values

/// Checks out repositories of git.
struct Git: Module {
    static let doc = ModuleDoc(
        "git", "Check out git repositories.",
        returns: [
            ReturnValue("before", "The commit that was checked out before; null if none was."),
            ReturnValue("after", "The commit that is checked out."),
            ReturnValue("remote_url_changed", "Whether the remote had another URL."),
            ReturnValue(
                "git_dir_before", "The former directory of the repository.", only: "if `separate_git_dir` moves it"),
            ReturnValue("git_dir_now", "The directory of the repository.", only: "if `separate_git_dir` moves it"),
            ReturnValue("archive", "The archive.", only: "with `archive`"),
        ],
        differences: """
            Addresses that run remote helpers (`ext::`) are refused, also in submodules. git never prompts for a user name or \
            password. A clone of a branch has no other branches.
            """,
        examples: """
            - git: { repo: "https://git.example.net/orchard.git", dest: /srv/orchard/source, version: v7 }
            - git: { repo: "git@git.example.net:orchard.git", dest: /srv/orchard/source, key_file: /root/.ssh/orchard }
            - git: { repo: "https://git.example.net/orchard.git", dest: /srv/orchard/source, update: false }
            - git: { repo: "https://git.example.net/orchard.git", dest: /srv/orchard/source, clone: false, update: false }
            - git: { repo: "https://git.example.net/orchard.git", dest: /srv/orchard/source, refspec: "+refs/changes/*:refs/heads/*" }
            - git: { repo: "https://git.example.net/orchard.git", dest: /srv/o, depth: 1, single_branch: true, version: harvest }
            - git: { repo: "https://git.example.net/orchard.git", dest: /srv/o, archive: /srv/orchard.zip }
            """)

    @Argument("Address of the repository.", aliases: "name") var repo: String
    @Argument("Directory of the checkout.") var dest: RemotePath?
    @Argument("Branch, tag or commit; HEAD means the remote's default branch.") var version: String = "HEAD"
    @Argument("Name of the remote.") var remote: String = "origin"
    @Argument("Additional refspec to fetch.") var refspec: String?
    @Argument("Number of commits of history to fetch.") var depth: Int?
    @Argument("Fetch only the history of the given version.") var singleBranch: Bool = false
    @Argument("Discard changes in the checkout.") var force: Bool = false
    @Argument("Fetch new commits if there is a checkout.") var update: Bool = true
    @Argument("Clone if there is no checkout.") var clone: Bool = true
    @Argument("Create a bare repository, without checked-out files.") var bare: Bool = false
    @Argument("Include submodules.") var recursive: Bool = true
    @Argument("Let submodules follow their branches.") var trackSubmodules: Bool = false
    @Argument("Accept any host key of the server, which gives up protection.") var acceptHostkey: Bool = false
    @Argument("Accept the host key of a server that is not known yet.") var acceptNewhostkey: Bool = false
    @Argument("Path of the private key on the host.") var keyFile: RemotePath?
    @Argument("Options for ssh, in shell syntax.") var sshOpts: String?
    @Argument("Repository on the host to borrow objects from.") var reference: String?
    @Argument("Directory for the repository, separate from the checkout.") var separateGitDir: RemotePath?
    @Argument("Archive to create from the checkout: .zip, .tar, .tar.gz or .tgz.") var archive: RemotePath?
    @Argument("Prefix of each path in the archive.") var archivePrefix: String?
    @Argument("Accept only commits and tags that are signed with a known key.") var verifyCommit: Bool = false
    @Argument("Fingerprints of the keys whose signatures are accepted.", aliases: "gpg_whitelist") var gpgAllowlist:
        [String] =
            []
    @Argument("Umask for new files.") var umask: Value?
    @Argument("Path of the git program.") var executable: RemotePath?

    static let rules: [ArgumentRule] = [
        .required("dest", when: "clone", is: "true"),
        .requires("archive_prefix", "archive"),
        .exclusive("separate_git_dir", "bare"),
    ]

    func validate() throws(ModuleFailure) {
        try GitAddress.check(repo)
        try GitAddress.checkRevision(version, "version")
        try GitAddress.checkRevision(remote, "remote")
        if let refspec { try GitAddress.checkWord(refspec, "refspec") }
        if let reference { try GitAddress.checkWord(reference, "reference") }
        if let archive, archiveFormat == nil {
            throw ModuleFailure(
                "the name of the archive does not show its format: \(archive)", hint: "use .zip, .tar, .tar.gz or .tgz")
        }
        _ = try GitCommand(self)
    }

    var touches: [Footprint] { [dest, separateGitDir, archive].compactMap { $0.map(Footprint.path) } }

    var probe: Probe<GitHost> {
        get throws(ModuleFailure) { try hostProbe }
    }

    func changes(from host: GitHost) throws(ModuleFailure) -> [Change] {
        try GitPlan(git: self, host: host).changes()
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<GitHost>) -> ModuleFailure? {
        GitReport(git: self, applied: applied).failure(command, output)
    }

    func result(_ applied: Applied<GitHost>) throws(ModuleFailure) -> ModuleResult {
        try GitReport(git: self, applied: applied).result()
    }
}

extension Git {
    /// Where the repository is. A path is given as a URL, as Ansible gives it: a mere path git would copy whole,
    /// whatever `depth` says.
    var address: String { repo.hasPrefix("/") ? "file://" + repo : repo }

    var archiveFormat: String? {
        guard let name = archive?.name else { return nil }
        if name.hasSuffix(".tar.gz") { return "tar.gz" }
        return ["zip", "tar", "tgz"].first { name.hasSuffix(".\($0)") }
    }

    /// Whether the version can only be a commit: 40 hexadecimal digits.
    var isCommit: Bool { version.utf8.count == 40 && mayBeCommit }

    /// Whether the version may be the beginning of a commit, which a remote cannot be asked for: four digits are the
    /// fewest that git takes.
    var mayBeCommit: Bool {
        (4...40).contains(version.utf8.count)
            && version.utf8.allSatisfy { UInt8(String(UnicodeScalar($0)), radix: 16) != nil }
    }
}
