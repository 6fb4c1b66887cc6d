import ModuleKit
import Values

/// What is known of a checkout and of its remote when `git` decides.
struct GitHost: Sendable {
    var program: RemotePath?
    /// What stands at the destination.
    var destination: RemoteFile?
    /// The commit checked out; `nil` if there is no repository, or nothing in it.
    var head: String?
    var isRepository = false
    /// The branch checked out; `nil` when HEAD is a commit.
    var branch: String?
    var remoteURL: String?
    var gitDirectory: String?
    /// Whether tracked files differ from the commit.
    var isModified = false
    /// The commit that the version names in the repository as it is.
    var known: String?
    /// Whether submodules differ from what the commit says, in the words of `git submodule status`.
    var submodules = ""
    var references = RemoteReferences("")
    /// What the remote said when it could not be asked.
    var remoteFailure: CommandOutput?
    var hasArchive = false
}

/// What `git ls-remote --symref` tells.
struct RemoteReferences: Sendable, Hashable {
    private var commits: [String: String] = [:]
    /// The branch that HEAD stands for.
    private(set) var headBranch: String?

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            if parts[0].hasPrefix("ref: refs/heads/"), parts[1] == "HEAD" {
                headBranch = String(parts[0].dropFirst("ref: refs/heads/".count))
            } else {
                commits[parts[1]] = parts[0]
            }
        }
    }

    func branch(_ name: String) -> String? { commits["refs/heads/\(name)"] }

    /// The commit of a tag, not the tag's own object.
    func tag(_ name: String) -> String? { commits["refs/tags/\(name)^{}"] ?? commits["refs/tags/\(name)"] }

    /// The commit a version stands for.
    func commit(_ version: String) -> String? {
        commits[version] ?? branch(version) ?? tag(version)
    }
}

extension Git {
    var hostProbe: Probe<GitHost> {
        get throws(ModuleFailure) {
            let git = try GitCommand(self)
            return .all(checkout(git), remoteAnswer(git), archiveFile, program).map { host, answer, archive, program in
                var complete = host
                complete.program = program
                complete.hasArchive = archive != nil
                if let answer, answer.exitCode != 0 { complete.remoteFailure = answer }
                complete.references = RemoteReferences(answer?.standardOutput.text ?? "")
                return complete
            }
        }
    }

    /// Asked in one round; where there is no repository, git says so to each question.
    private func checkout(_ git: GitCommand) -> Probe<GitHost> {
        guard let dest else { return .known(GitHost()) }
        let checkout = [Footprint.path(dest)] + [separateGitDir].compactMap { $0.map(Footprint.path) }
        let said = { (command: Command) in
            Probe<CommandOutput>.command(command, reading: checkout).map {
                $0.exitCode == 0 ? $0.standardOutput.text : nil
            }
        }
        return .all(
            .file(dest, FileInterest(follow: true)),
            said(git("rev-parse", "--absolute-git-dir", "--show-prefix")),
            said(git("rev-parse", "--verify", "-q", "HEAD")), said(git("symbolic-ref", "-q", "--short", "HEAD")),
            said(git("config", "--get", "remote.\(remote).url")),
            said(git("rev-parse", "--verify", "-q", "\(version)^{commit}")),
            .asked(if: !bare) { said(git("status", "--porcelain", "--untracked-files=no")) },
            .asked(if: asksSubmodules) { said(git("submodule", "status", "--recursive")) }
        ).map { file, directory, head, branch, url, known, status, modules in
            var host = GitHost(destination: file)
            let lines = directory?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) ?? []
            // Inside another checkout git answers for that one: then the prefix is not empty.
            host.isRepository = lines.count > 1 && lines[1].isEmpty
            guard host.isRepository else { return host }
            host.gitDirectory = lines[0]
            host.head = head?.trimmed
            host.branch = branch?.trimmed
            host.remoteURL = url?.trimmed
            host.known = known?.trimmed
            host.isModified = !((status ?? nil) ?? "").isEmpty
            host.submodules = (modules ?? nil) ?? ""
            return host
        }
    }

    var asksSubmodules: Bool { recursive && !bare }

    /// Asked where it decides: not for a commit, which is what it is, nor when nothing is to be fetched.
    private func remoteAnswer(_ git: GitCommand) -> Probe<CommandOutput?> {
        guard update || clone, !isCommit else { return .known(nil) }
        let patterns = ["HEAD", "refs/heads/\(version)", "refs/tags/\(version)", "refs/tags/\(version)^{}", version]
        let call = git.outside(["ls-remote", "--symref", "--", address] + patterns)
        return Probe<CommandOutput>.command(call, reading: []).map { $0 }
    }

    private var archiveFile: Probe<RemoteFile?> {
        guard let archive else { return .known(nil) }
        return .file(archive)
    }

    private var program: Probe<RemotePath?> {
        guard executable == nil else { return .known(executable) }
        return .program("git")
    }
}
