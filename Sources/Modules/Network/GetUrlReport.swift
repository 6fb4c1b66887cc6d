import ModuleKit
import Values

/// Tells what came of a `get_url` task, in Ansible's return keys.
struct GetUrlReport {
    let module: GetUrl
    let applied: Applied<GetUrlHost>

    func result() throws(ModuleFailure) -> ModuleResult {
        guard case .downloaded(let download)? = applied.outcomes.first else { return unasked }
        let answer = WebAnswer(response: download.response, asked: module.url)
        var result: ModuleResult = [
            "url": .string(module.url), "dest": .string(download.path.text),
            "elapsed": .int(Int(download.response.seconds)),
            "status_code": .int(download.response.status),
        ]
        if download.response.status == 304 {
            if let file = file(at: download.path) { result.merge(file.report) }
            result.changed = settingsChanged
            return result.merging(["msg": .string(answer.message)])
        }
        guard (200..<300).contains(download.response.status) else {
            if answer.isAnswer { result["response"] = .string(answer.message) }
            throw ModuleFailure(answer.isAnswer ? "Request failed" : answer.message, result: result)
        }
        result.changed = download.replaced || settingsChanged
        result.merge([
            "msg": .string(answer.message), "checksum_src": .string(download.sha1), "md5sum": .string(download.md5),
            "checksum_dest": applied.before.file?.digests[.sha1].map(Value.string) ?? .null,
            "src": .string(download.path.text),
        ])
        if let backup = download.backup { result["backup_file"] = .string(backup.text) }
        if let file = file(at: download.path) { result.merge(file.report) }
        return result
    }

    /// What stands where the download went; in a directory, if it has the name that was expected.
    private func file(at path: RemotePath) -> RemoteFile? {
        applied.after?.file ?? applied.after?.member.flatMap { $0.path == path ? $0 : nil }
    }

    /// Whether attributes of a file that was there differ from what is asked for.
    private var settingsChanged: Bool {
        applied.changes.contains { if case .setAttributes? = $0.steps.first { true } else { false } }
    }

    /// Nothing was fetched: the file is current, or this is check mode.
    private var unasked: ModuleResult {
        var result: ModuleResult = ["url": .string(module.url), "dest": .string(module.dest.text), "elapsed": 0]
        if let current = applied.before.current {
            result["dest"] = .string(current.path.text)
            result["msg"] = .string(
                "\(MatchedPhrase.alreadyThere)\(settingsChanged ? ", with other owner, group or mode" : "")")
        }
        result.merge(["checksum_src": .null, "checksum_dest": .null])
        let host = applied.after ?? applied.before
        if let file = host.current ?? host.file { result.merge(file.report) }
        return result
    }
}
