import ModuleKit
import Values

// What each state changes.
extension FileModule {
    func removal(_ state: State) -> [Change] {
        guard let entry = state.entry else { return [] }
        return [Change("remove \(plain)", diff: stateDiff(entry.stateWord, "absent"), steps: [.remove(plain)])]
    }

    func existing(_ state: State) throws(ModuleFailure) -> [Change] {
        let (path, file) = subject(state)
        guard let file, file.kind == .regular || file.stateWord == "hard" else {
            let problem = file.map { "is \($0.kind.words), but must be a regular file" } ?? "does not exist"
            throw ModuleFailure(
                "\(file == nil ? "the file " : "")\(path) \(problem)",
                hint: file == nil ? "`state: touch` creates an empty file" : nil,
                fields: ["path": .string(path.text), "state": .string(file.stateWord)])
        }
        return adjustments(of: file, at: path, state)
    }

    func directory(_ state: State) throws(ModuleFailure) -> [Change] {
        let (path, file) = subject(state)
        guard let file else { return try newDirectories(state) }
        guard file.kind == .directory else {
            throw ModuleFailure(
                "\(path) is \(file.kind.words), but must be a directory",
                fields: ["path": .string(path.text), "state": .string(file.stateWord)])
        }
        return adjustments(of: file, at: path, state) + (recurse ? sweep(state.below ?? []) : [])
    }

    private func newDirectories(_ state: State) throws(ModuleFailure) -> [Change] {
        if let obstacle = state.above.first(where: { $0.file != nil && !$0.file.isDirectory }) {
            throw ModuleFailure("\(obstacle.path) is not a directory", fields: ["path": .string(plain.text)])
        }
        let missing = state.above.filter { $0.file == nil }.map(\.path) + [plain]
        let steps = missing.map { Step.makeDirectory($0, attributes.wanted.forNew(directory: true)) }
        return [Change("create the directory \(plain)", diff: stateDiff("absent", "directory"), steps: steps)]
    }

    /// Owner, group and mode of all that the directory holds. Links are not followed, so that nothing outside it
    /// is touched.
    private func sweep(_ below: [RemoteFile]) -> [Change] {
        below.compactMap { AttributeDifference(attributes.wanted, of: $0).change(at: $0.path, follow: false) }
    }

    func touched(_ state: State) throws(ModuleFailure) -> [Change] {
        guard state.entry != nil else { return try newFile(state) }
        let (path, file) = subject(state)
        return file.map { adjustments(of: $0, at: path, state) } ?? []
    }

    private func newFile(_ state: State) throws(ModuleFailure) -> [Change] {
        let (accessed, modified) = try times(state)
        var steps = [Step.touch(plain, accessed: accessed, modified: modified)]
        let new = attributes.wanted.forNew()
        if !new.isEmpty { steps.append(.setAttributes(plain, new, follow: false)) }
        return [Change("create \(plain)", diff: stateDiff("absent", "touch"), steps: steps)]
    }

    /// Owner, group, mode and times of what is there.
    func adjustments(of file: RemoteFile, at path: RemotePath, _ state: State) -> [Change] {
        let difference = AttributeDifference(attributes.wanted, of: file).change(at: path, follow: false)
        return [difference, timeChange(of: file, at: path, state)].compactMap { $0 }
    }

    private func timeChange(of file: RemoteFile, at path: RemotePath, _ state: State) -> Change? {
        guard let (accessed, modified) = try? times(state) else { return nil }
        let differing = [("atime", accessed, file.accessed), ("mtime", modified, file.modified)].filter {
            $0.1.differs(from: $0.2)
        }
        guard !differing.isEmpty else { return nil }
        let attributes = differing.map { name, wanted, current in
            Diff.Attribute(name, before: Value.double(current).pythonText, after: wanted.shown)
        }
        return Change(
            "set the times of \(path)", diff: .attributes(attributes, path: path),
            steps: [.touch(path, accessed: accessed, modified: modified)])
    }

    private func times(_ state: State) throws(ModuleFailure) -> (accessed: FileTime, modified: FileTime) {
        (
            try written(accessTime, accessTimeFormat).fileTime(state.accessed),
            try written(modificationTime, modificationTimeFormat).fileTime(state.modified)
        )
    }

    private func stateDiff(_ before: String, _ after: String) -> Diff {
        .attributes([Diff.Attribute("state", before: before, after: after)], path: plain)
    }
}

extension FileTime {
    fileprivate var shown: String {
        switch self {
        case .preserve: "preserve"
        case .now: "now"
        case .at(let seconds): Value.double(seconds).pythonText
        }
    }

    /// Whether setting this would change a file with the time `current`.
    fileprivate func differs(from current: Double) -> Bool {
        switch self {
        case .preserve: false
        case .now: true
        case .at(let seconds): abs(seconds - current) >= 0.001
        }
    }
}
