import ModuleKit
import Values

/// Decides what git(1) must do for one checkout.
struct GitPlan {
    private let wish: Git
    private let host: GitHost
    private let git: GitCommand

    init(git wish: Git, host: GitHost) throws(ModuleFailure) {
        self.wish = wish
        self.host = host
        git = try GitCommand(wish)
    }

    func changes() throws(ModuleFailure) -> [Change] {
        guard host.program != nil else {
            throw ModuleFailure("git is not installed on the host", hint: "install the package git first")
        }
        if !host.isRepository { return wish.clone ? try cloning() : [] }
        guard wish.update else { return archiving(isNew: false) }
        guard !host.isModified || wish.force else {
            throw ModuleFailure(
                "\(MatchedPhrase.localModifications): \(wish.dest?.text ?? ""), and `force` is not given",
                fields: ["before": host.head.map(Value.string) ?? .null])
        }
        return try updating()
    }
}

/// The version that is wanted.
extension GitPlan {
    /// The branch to be on; `nil` for a tag or a commit.
    private var branch: String? {
        if wish.version == "HEAD" { return host.references.headBranch }
        return host.references.branch(wish.version) == nil ? nil : wish.version
    }

    private var isTag: Bool { branch == nil && host.references.tag(wish.version) != nil }

    /// The commit to be at; `nil` if only a fetch can tell.
    func target() throws(ModuleFailure) -> String? {
        if wish.isCommit { return wish.version.lowercased() }
        if let failure = host.remoteFailure {
            throw ModuleFailure("the remote \(wish.repo) cannot be queried: \(failure.complaint)", output: failure)
        }
        if let commit = host.references.commit(wish.version) { return commit }
        guard wish.refspec != nil || host.known != nil || wish.mayBeCommit else {
            throw ModuleFailure(
                "the remote has no branch, tag or commit \(wish.version)",
                hint: "give a branch, a tag or a full commit hash")
        }
        return host.known
    }
}

/// A new clone.
extension GitPlan {
    private func cloning() throws(ModuleFailure) -> [Change] {
        let target = try target()
        var steps = [Step.run(git.outside(cloneArguments))]
        if let refspec = wish.refspec { steps.append(.run(git.inside(["fetch"] + depth + [wish.remote, refspec]))) }
        if branch == nil, !isTag, !wish.bare {
            if wish.isCommit, wish.depth != nil {
                steps.append(.run(git.inside(["fetch"] + depth + [wish.remote, wish.version])))
            }
            steps.append(.run(git("checkout", "--force", wish.version, "--")))
        }
        steps += verification(of: "HEAD") + submodules
        let words = target.map { String($0.prefix(12)) } ?? wish.version
        return [
            Change(
                "clone \(wish.repo) at \(words)",
                diff: .prepared("\(wish.repo): no checkout → \(target ?? wish.version)\n"),
                steps: steps)
        ] + archiving(isNew: true)
    }

    private var cloneArguments: [String] {
        var call = ["clone"]
        call += wish.bare ? ["--bare"] : []
        call += wish.bare && wish.remote == "origin" ? [] : ["--origin", wish.remote]
        if branch != nil || isTag {
            call += depth
            call += wish.version == "HEAD" ? [] : ["--branch", wish.version]
        }
        // git takes a depth to mean one branch alone.
        call += wish.singleBranch ? ["--single-branch"] : depth.isEmpty ? [] : ["--no-single-branch"]
        if let reference = wish.reference { call += ["--reference", reference] }
        if let directory = wish.separateGitDir { call.append("--separate-git-dir=\(directory.text)") }
        return call + ["--", wish.address, wish.dest?.text ?? ""]
    }

    private var depth: [String] { wish.depth.map { $0 > 0 ? ["--depth", String($0)] : [] } ?? [] }
}

/// A checkout that exists.
extension GitPlan {
    private func updating() throws(ModuleFailure) -> [Change] {
        let target = try target()
        let changesURL = host.remoteURL != wish.address
        var changes: [Change] = []
        if let directory = wish.separateGitDir, host.gitDirectory != directory.text {
            let call = git("init", "--separate-git-dir", directory.text)
            changes.append(Change("move the repository to \(directory)", steps: [.run(call)]))
        }
        if changesURL {
            let verb = host.remoteURL == nil ? ["remote", "add"] : ["remote", "set-url"]
            changes.append(
                Change(
                    "remote \(wish.remote) \(host.remoteURL ?? "none") → \(wish.address)",
                    steps: [.run(git.inside(verb + [wish.remote, wish.address]))]))
        }
        if host.isModified {
            changes.append(
                Change("discard local modifications", steps: [.run(git("reset", "--hard", "HEAD", "--"))]))
        }
        if target == nil || host.head != target || (wish.refspec != nil && host.known == nil) {
            changes.append(moving(to: target))
        } else if let branch, !wish.bare, host.branch != branch {
            changes.append(Change("switch to the branch \(branch)", steps: fetching + checkout, counts: false))
        } else if submodulesDiffer {
            changes.append(Change("update submodules", steps: submodules))
        } else if wish.trackSubmodules, wish.asksSubmodules {
            changes.append(Change("let submodules follow their branches", steps: submodules, counts: false))
        }
        return changes + archiving(isNew: host.head != target)
    }

    private func moving(to target: String?) -> Change {
        let words = "\(host.head ?? "nothing") → \(target ?? wish.version)"
        let checkout = wish.bare ? [] : checkout
        return Change(
            "\(host.head?.prefix(12) ?? "nothing") → \(target?.prefix(12) ?? wish.version[...])",
            diff: .prepared("\(wish.dest?.text ?? ""): \(words)\n"),
            steps: fetching + verification(of: reference) + checkout + submodules)
    }

    /// What the version is called in the repository after a fetch.
    private var reference: String { branch.map { "refs/remotes/\(wish.remote)/\($0)" } ?? wish.version }

    private var fetching: [Step] {
        var calls: [[String]] = []
        if wish.bare {
            calls.append(["fetch", "--force", "--tags"] + depth + [wish.remote, "+refs/heads/*:refs/heads/*"])
        } else if !depth.isEmpty, let spec = narrowSpec {
            calls.append(["fetch", "--force"] + depth + [wish.remote, spec])
        } else {
            calls.append(["fetch", "--force", "--tags", wish.remote])
            if let spec = narrowSpec, wish.singleBranch { calls.append(["fetch", "--force", wish.remote, spec]) }
        }
        if let refspec = wish.refspec { calls.append(["fetch", "--force"] + depth + [wish.remote, refspec]) }
        return calls.map { .run(git.inside($0)) }
    }

    /// The version alone.
    private var narrowSpec: String? {
        if let branch { return "+refs/heads/\(branch):refs/remotes/\(wish.remote)/\(branch)" }
        if isTag { return "+refs/tags/\(wish.version):refs/tags/\(wish.version)" }
        return wish.isCommit ? wish.version : nil
    }

    private var checkout: [Step] {
        guard let branch else { return [.run(git("checkout", "--force", wish.version, "--"))] }
        return [.run(git("checkout", "--force", "-B", branch, "\(wish.remote)/\(branch)", "--"))]
    }
}

extension GitPlan {
    /// Lines that begin with a plus are at another commit, those with a dash not there yet.
    private var submodulesDiffer: Bool {
        wish.asksSubmodules
            && host.submodules.split(separator: "\n").contains { $0.hasPrefix("+") || $0.hasPrefix("-") }
    }

    private var submodules: [Step] {
        guard wish.asksSubmodules else { return [] }
        let flags = (wish.force ? ["--force"] : []) + (wish.trackSubmodules ? ["--remote"] : [])
        return [
            .run(git("submodule", "sync", "--recursive")),
            .run(git.inside(["submodule", "update", "--init", "--recursive"] + flags)),
        ]
    }

    private func verification(of reference: String) -> [Step] {
        guard wish.verifyCommit else { return [] }
        let verb = isTag ? "verify-tag" : "verify-commit"
        let object = isTag ? wish.version : reference
        let allowed = wish.gpgAllowlist.joined(separator: " ")
        return [.run(git.script(Self.verifyScript, [allowed], call: [verb, "--raw", object]))]
    }

    /// `$1` is a list of fingerprints, of which one must have signed; any will do if it is empty.
    private static let verifyScript = """
        allowed=$1; shift
        words=$("$@" 2>&1) || { printf '%s\\n' "$words" >&2; exit 1; }
        [ -n "$allowed" ] || exit 0
        for key in $allowed; do
            case $words in *"VALIDSIG $key "*|*"VALIDSIG "*" $key"*) exit 0 ;; esac
        done
        echo 'the signature is not from any of the keys in gpg_allowlist' >&2; exit 1
        """

    private func archiving(isNew: Bool) -> [Change] {
        guard let archive = wish.archive, let format = wish.archiveFormat, isNew || !host.hasArchive else { return [] }
        let prefix = wish.archivePrefix.map { ["--prefix=\($0)"] } ?? []
        let call = git.inside(["archive", "--format=\(format)", "--output=\(archive.text)"] + prefix + ["HEAD"])
        return [Change("create \(archive)", steps: [.run(call)])]
    }
}
