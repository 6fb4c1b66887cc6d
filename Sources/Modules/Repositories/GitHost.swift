import ModuleKit
import Values

/// What is known of a checkout and of its remote when `git` decides.
package struct GitHost: Sendable {
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
        guard let dest else { return Probe([]) { _ in GitHost() } }
        let checkout = [Footprint.path(dest)] + [separateGitDir].compactMap { $0.map(Footprint.path) }
        let head = Query.command(git("rev-parse", "--verify", "-q", "HEAD").reading(checkout))
        let place = Query.command(git("rev-parse", "--absolute-git-dir", "--show-prefix").reading(checkout))
        let branch = Query.command(git("symbolic-ref", "-q", "--short", "HEAD").reading(checkout))
        let url = Query.command(git("config", "--get", "remote.\(remote).url").reading(checkout))
        let status = Query.command(git("status", "--porcelain", "--untracked-files=no").reading(checkout))
        let known = Query.command(git("rev-parse", "--verify", "-q", "\(version)^{commit}").reading(checkout))
        let modules = Query.command(git("submodule", "status", "--recursive").reading(checkout))
        let file = Query.file(dest, FileInterest(follow: true))
        let questions = [head, place, branch, url, known] + (bare ? [] : [status]) + (asksSubmodules ? [modules] : [])
        return Probe([file] + questions) { answers throws(ModuleFailure) in
            var said: [Query: String] = [:]
            for question in questions {
                let output = try answers.command(question)
                if output.exitCode == 0 { said[question] = output.standardOutput.text }
            }
            var host = GitHost(destination: try answers.file(file))
            let lines = said[place]?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) ?? []
            // Inside another checkout git answers for that one: then the prefix is not empty.
            host.isRepository = lines.count > 1 && lines[1].isEmpty
            guard host.isRepository else { return host }
            host.gitDirectory = lines[0]
            host.head = said[head]?.trimmed
            host.branch = said[branch]?.trimmed
            host.remoteURL = said[url]?.trimmed
            host.known = said[known]?.trimmed
            host.isModified = !(said[status] ?? "").isEmpty
            host.submodules = said[modules] ?? ""
            return host
        }
    }

    var asksSubmodules: Bool { recursive && !bare }

    /// Asked where it decides: not for a commit, which is what it is, nor when nothing is to be fetched.
    private func remoteAnswer(_ git: GitCommand) -> Probe<CommandOutput?> {
        guard update || clone, !isCommit else { return Probe([]) { _ in nil } }
        let patterns = ["HEAD", "refs/heads/\(version)", "refs/tags/\(version)", "refs/tags/\(version)^{}", version]
        let call = git.outside(["ls-remote", "--symref", "--", address] + patterns)
        return Probe<CommandOutput>.command(call, reading: []).map { $0 }
    }

    private var archiveFile: Probe<RemoteFile?> {
        guard let archive else { return Probe([]) { _ in nil } }
        return .file(archive)
    }

    private var program: Probe<RemotePath?> {
        guard executable == nil else { return Probe([]) { [executable] _ in executable } }
        return .program("git")
    }
}
