import ModuleKit
import Values

// What the host says.
extension FakeHostWorld {
    mutating func answer(_ query: Query) -> Answer {
        switch query {
        case .file(let path, let interest): .file(file(path.text, interest))
        case .directory(let path, let interest): .directory(directory(path.text, interest))
        case .account(let name): .account(accounts.first { $0.name == name })
        case .group(let name): .group(groups.first { $0.name == name || String($0.groupID) == name })
        case .package(let name, _): .package(packages[name])
        case .service(let name, _): .service(service(name))
        case .program(let name): .program(programs[name].map { RemotePath($0) })
        case .facts(let topics, _): .facts(Mapping(facts.filter { isOf(topics, $0.key) }.map { ($0.key, $0.value) }))
        case .command(let command): answer(to: command)
        }
    }

    /// A question changes nothing, whatever its program may do elsewhere.
    private func answer(to command: Command) -> Answer {
        var copy = self
        return .command(copy.run(command))
    }

    private func service(_ name: String) -> ServiceState {
        services[name] ?? services[name + ".service"]
            ?? ServiceState(manager: .systemd, properties: ["LoadState": "not-found", "ActiveState": "inactive"])
    }

    func file(_ path: String, _ interest: FileInterest) -> RemoteFile? {
        guard let node = files.node(path, follow: interest.follow) else { return nil }
        return describe(node, at: files.shown(path), interest)
    }

    private func directory(_ path: String, _ interest: DirectoryInterest) -> [RemoteFile]? {
        guard let real = files.resolve(path, follow: true), files.nodes[real]?.contents == .directory else {
            return nil
        }
        let top = files.shown(path)
        let wanted = FileInterest(digests: interest.digest.map { [$0] } ?? [])
        return files.below(real, recursive: interest.recursive).compactMap { entry in
            let relative = entry.dropFirst(real == "/" ? 1 : real.utf8.count + 1)
            return files.nodes[entry].map { describe($0, at: (top == "/" ? "" : top) + "/" + relative, wanted) }
        }
    }

    private func describe(_ node: FakeHostFiles.Node, at path: String, _ interest: FileInterest) -> RemoteFile {
        var file = RemoteFile(
            path: RemotePath(path), kind: .regular, mode: node.mode, userID: node.userID, groupID: node.groupID,
            user: accounts.first { $0.userID == node.userID }?.name,
            group: groups.first { $0.groupID == node.groupID }?.name, modified: node.modified, accessed: node.accessed,
            changed: node.modified, inode: node.inode, device: 1, links: files.links(of: node))
        switch node.contents {
        case .directory:
            (file.kind, file.links) = (.directory, 2)
        case .link(let target):
            file.kind = .symbolicLink
            file.linkTarget = target
            file.size = target.utf8.count
            let real = files.resolve(path, follow: true)
            file.resolvedPath = real.flatMap { files.nodes[$0] == nil ? nil : RemotePath($0) }
        case .file(let bytes):
            file.size = bytes.count
            for algorithm in interest.digests { file.digests[algorithm] = algorithm.hexDigest(of: bytes) }
            if let limit = interest.contentsUpTo, bytes.count <= limit { file.contents = bytes }
        }
        return file
    }
}

/// Whether a fact is among some topics; one that no topic gives is always told.
private func isOf(_ topics: Set<FactTopic>, _ name: Value) -> Bool {
    let bare = name.text.map { $0.hasPrefix("ansible_") ? String($0.dropFirst("ansible_".count)) : $0 } ?? ""
    return FactTopic.topic(of: bare).map(topics.contains) ?? true
}
