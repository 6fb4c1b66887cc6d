import ModuleKit
import Values

/// Tells what came of a `git` task, in Ansible's return keys.
struct GitReport {
    let git: Git
    let applied: Applied<GitHost>

    func result() throws(ModuleFailure) -> ModuleResult {
        let before = applied.before
        var result: ModuleResult = [
            "before": before.head.map(Value.string) ?? .null, "remote_url_changed": .bool(changesURL),
        ]
        result["after"] = try after().map(Value.string) ?? .null
        if !applied.isCheckMode, applied.changed || !applied.outputs.isEmpty, let now = applied.after {
            let followed = before.isRepository && before.submodules != now.submodules
            if followed { result.changed = true }
        }
        if before.isModified {
            result["msg"] = .string("\(MatchedPhrase.localModifications): \(git.dest?.text ?? "")")
        }
        if let directory = git.separateGitDir, before.isRepository, before.gitDirectory != directory.text {
            result["git_dir_before"] = before.gitDirectory.map(Value.string) ?? .null
            result["git_dir_now"] = .string(directory.text)
        }
        if let archive = git.archive { result["archive"] = .string(archive.text) }
        return result
    }

    private var changesURL: Bool {
        let before = applied.before
        return git.update && before.isRepository && before.remoteURL != nil && before.remoteURL != git.address
    }

    /// The commit afterwards: as found, or in check mode and without a clone what the remote has.
    private func after() throws(ModuleFailure) -> String? {
        if git.dest != nil, applied.before.isRepository, !git.update { return applied.before.head }
        if let head = applied.after?.head, !applied.isCheckMode { return head }
        return try GitPlan(git: git, host: applied.before).target()
    }

    func failure(_ command: Command, _ output: CommandOutput) -> ModuleFailure {
        guard case .arguments(let words) = command.form else { return ModuleFailure(output.complaint, output: output) }
        let verb =
            words.drop { !$0.hasSuffix("git") }.dropFirst().filter { $0 != "-C" && $0 != git.dest?.text }.first ?? ""
        let isUnsigned = words.contains { $0 == "verify-commit" || $0 == "verify-tag" }
        let what = isUnsigned ? "\(MatchedPhrase.noSignature)" : "git \(verb) failed"
        var failure = ModuleFailure("\(what): \(output.complaint)", output: output)
        failure.result["before"] = applied.before.head.map(Value.string) ?? .null
        return failure
    }
}
