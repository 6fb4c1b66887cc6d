import ModuleKit
import Values

// What steps do to the host.
extension FakeHostWorld {
    mutating func take(_ step: Step) -> StepOutcome {
        do {
            return try taken(step)
        } catch {
            return .failed(error)
        }
    }

    private mutating func taken(_ step: Step) throws(StepFailure) -> StepOutcome {
        switch step {
        case .write(let write): return try put(write.content.bytes ?? [], write.target)
        case .copy(let source, let target): return try put(contents(of: source.text), target)
        case .writeOutput(let command, let target):
            let output = run(command)
            guard output.exitCode == 0 else {
                return .ran(CommandOutput(exitCode: output.exitCode, standardError: output.standardError))
            }
            return try put(output.standardOutput.bytes, target)
        case .download(let download): return try fetch(download)
        case .remove(let path): try remove(path)
        case .makeDirectory(let path, let attributes): try makeDirectory(path.text, attributes)
        case .link(let link): try make(link)
        case .setAttributes(let path, let attributes, let follow): try set(attributes, at: path.text, follow: follow)
        case .touch(let path, let accessed, let modified): try touch(path.text, accessed, modified)
        case .writeTree(let tree): try make(tree)
        case .run(let command): return .ran(run(command))
        case .request(let request): return .responded(respond(request))
        case .wait(let condition): return .waited(condition.delay)
        case .job(let order): return .job(take(order))
        }
        return .done
    }

    private mutating func put(_ bytes: [UInt8], _ target: FileWrite.Target) throws(StepFailure) -> StepOutcome {
        let real = try newPath(target.path.text)
        let old = files.nodes[real]
        if old?.contents == .directory { throw StepFailure(.other, "\(real) is a directory") }
        if let command = target.validate { try validate(command, bytes) }
        var backup: RemotePath?
        if target.backup, let old {
            let kept = real + ".123.2025-01-01@00:00:00~"
            files.insert(kept, old)
            backup = RemotePath(kept)
        }
        var node = FakeHostFiles.Node(contents: .file(bytes), mode: 0o644)
        if let old, case .file = old.contents {
            (node.mode, node.userID, node.groupID) = (old.mode, old.userID, old.groupID)
        }
        files.insert(real, node)
        try set(target.attributes, at: real, follow: false)
        return .written(backup: backup)
    }

    /// The command is scripted to fail for `validate false %s`-like lines whose answerer ends with another code.
    private mutating func validate(_ command: String, _ bytes: [UInt8]) throws(StepFailure) {
        files.insert("/tmp/.validate", FakeHostFiles.Node(contents: .file(bytes), mode: 0o600))
        defer { files.remove("/tmp/.validate") }
        let output = run(Command(.shell(command.replacing("%s", with: "/tmp/.validate"), executable: nil)))
        if output.exitCode != 0 { throw StepFailure(.validation, "failed to validate", output: output) }
    }

    private func contents(of path: String) throws(StepFailure) -> [UInt8] {
        guard let bytes = files.bytes(path) else { throw StepFailure(.other, "\(path): no such file") }
        return bytes
    }

    private mutating func remove(_ path: RemotePath) throws(StepFailure) {
        guard let real = files.resolve(path.withoutTrailingSlashes.text, follow: false), real != "/" else {
            throw StepFailure(.other, "\(path) cannot be removed")
        }
        files.remove(real)
    }

    private mutating func makeDirectory(_ path: String, _ attributes: FileAttributes) throws(StepFailure) {
        let real = try newPath(path)
        if files.nodes[real] != nil { throw StepFailure(.other, "\(path) exists") }
        files.insert(real, FakeHostFiles.Node(contents: .directory, mode: 0o755))
        try set(attributes, at: real, follow: false)
    }

    private mutating func make(_ link: Link) throws(StepFailure) {
        let real = try newPath(link.path.text)
        if files.nodes[real]?.contents == .directory { throw StepFailure(.other, "\(real) is a directory") }
        guard link.isSymbolic else {
            guard let source = files.node(link.target, follow: false) else {
                throw StepFailure(.other, "\(link.target) is missing")
            }
            files.insert(real, source)
            return
        }
        files.insert(real, FakeHostFiles.Node(contents: .link(link.target), mode: 0o777))
    }

    private mutating func touch(_ path: String, _ accessed: FileTime, _ modified: FileTime) throws(StepFailure) {
        var real = path
        if let resolved = files.resolve(path, follow: true) { real = resolved } else { real = try newPath(path) }
        if files.nodes[real] == nil { files.insert(real, FakeHostFiles.Node(contents: .file([]), mode: 0o644)) }
        let now = files.now()
        files.change(real) { node in
            node.accessed = accessed.seconds(now: now, current: node.accessed)
            node.modified = modified.seconds(now: now, current: node.modified)
        }
    }

    private mutating func make(_ tree: FileTree) throws(StepFailure) {
        for entry in tree.entries {
            let path = tree.root.appending(entry.path).text
            if let content = entry.content {
                _ = try put(content.bytes ?? [], FileWrite.Target(RemotePath(path), attributes: entry.attributes))
            } else if files.node(path, follow: true) == nil {
                try makeDirectory(path, entry.attributes)
            }
        }
    }

    private mutating func set(_ attributes: FileAttributes, at path: String, follow: Bool) throws(StepFailure) {
        guard let real = files.resolve(path, follow: follow), files.nodes[real] != nil else {
            throw StepFailure(.other, "\(path): no such file")
        }
        let user = try attributes.owner.map { name throws(StepFailure) in try userID(name) }
        let group = try attributes.group.map { name throws(StepFailure) in try groupID(name) }
        files.change(real) { node in
            if let mode = attributes.mode { node.mode = mode }
            if let user { node.userID = user }
            if let group { node.groupID = group }
        }
    }

    private func userID(_ name: String) throws(StepFailure) -> Int {
        if let account = accounts.first(where: { $0.name == name }) { return account.userID }
        guard let id = Int(name) else { throw StepFailure(.other, "no user \(name)") }
        return id
    }

    private func groupID(_ name: String) throws(StepFailure) -> Int {
        if let group = groups.first(where: { $0.name == name }) { return group.groupID }
        guard let id = Int(name) else { throw StepFailure(.other, "no group \(name)") }
        return id
    }

    /// The real path of something that may not exist yet; its directory must.
    private func newPath(_ path: String) throws(StepFailure) -> String {
        let plain = RemotePath(path).withoutTrailingSlashes
        guard let directory = files.resolve(plain.parent.text, follow: true),
            files.nodes[directory]?.contents == .directory
        else { throw StepFailure(.missingParent, "the directory \(plain.parent) does not exist") }
        return (directory == "/" ? "" : directory) + "/" + plain.name
    }

    private mutating func fetch(_ download: Download) throws(StepFailure) -> StepOutcome {
        let response = respond(download.request)
        guard response.status == 200 else { return .downloaded(Downloaded(response, path: download.target.path)) }
        let bytes = response.body
        if let digest = download.digest, digest != download.algorithm.hexDigest(of: bytes) {
            throw StepFailure(.digest, "the digest differs")
        }
        let path =
            download.namedByResponse
            ? download.target.path.appending(RemotePath(download.request.url).name) : download.target.path
        let same = files.bytes(path.text) == bytes
        var target = download.target
        target.path = path
        if !same { _ = try put(bytes, target) }
        return .downloaded(
            Downloaded(
                response, path: path, size: bytes.count, sha1: DigestAlgorithm.sha1.hexDigest(of: bytes),
                md5: DigestAlgorithm.md5.hexDigest(of: bytes), replaced: !same))
    }

    private func respond(_ request: HTTPRequest) -> HTTPResponse {
        guard let page = pages[request.url] else {
            return HTTPResponse(status: 404, reason: "Not Found", headers: [], body: [], url: request.url)
        }
        return HTTPResponse(status: 200, reason: "OK", headers: [], body: page, url: request.url)
    }
}

extension FileTime {
    fileprivate func seconds(now: Double, current: Double) -> Double {
        switch self {
        case .preserve: current
        case .now: now
        case .at(let seconds): seconds
        }
    }
}
