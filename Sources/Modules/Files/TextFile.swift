import ModuleKit
import Values

/// A text file of the host that is edited, and what was asked about it.
struct TextFile: Sendable {
    /// Where it stands, links resolved.
    let path: RemotePath
    /// `nil`: it does not exist.
    let file: RemoteFile?
    let bytes: [UInt8]
    /// Directories above that do not exist, outermost first.
    let missing: [RemotePath]

    var exists: Bool { file != nil }

    /// - Parameter creates: Whether the file may be made, so that the directories above matter.
    static func probe(_ path: RemotePath, creates: Bool) -> Probe<TextFile> {
        let above = creates ? path.ancestors : []
        let whole = FileInterest(follow: true, contentsUpTo: FileInterest.largestEdited)
        return Probe<RemoteFile?>.file(path).and(.file(path, whole)).and(.files(above, FileInterest(follow: true)))
            .map { answers, directories throws(ModuleFailure) in
                let (entry, file) = answers
                let missing = zip(above, directories).filter { $0.1 == nil }.map(\.0)
                return try TextFile(asked: path, entry: entry, file: file, missing: missing)
            }
    }

    private init(asked: RemotePath, entry: RemoteFile?, file: RemoteFile?, missing: [RemotePath]) throws(ModuleFailure)
    {
        if file?.kind == .directory {
            throw ModuleFailure(
                "\(asked) \(MatchedPhrase.isDirectory)", fields: ["rc": 256, "path": .string(asked.text)])
        }
        if let file, file.contents == nil { throw .cannotBeRead(file, asked) }
        path = entry?.kind == .symbolicLink ? entry?.resolvedPath ?? asked : asked
        self.file = file
        bytes = file?.contents ?? []
        self.missing = missing
    }

    /// - Throws: if there is no file and none may be made.
    func required(creates: Bool) throws(ModuleFailure) {
        guard !exists, !creates else { return }
        throw ModuleFailure(
            "Destination \(path) \(MatchedPhrase.noDestination)", hint: "`create: true` creates it",
            fields: ["rc": 257, "path": .string(path.text)])
    }
}

/// What all modules that edit text do with the new contents.
struct TextEdit {
    let attributes: FileAttributeArguments
    let backup: Bool
    let validate: String?
    /// What the diff says behind the path.
    var kind = " (content)"

    /// What makes the file hold these bytes, with the owner, group and mode asked for.
    func changes(of text: TextFile, to bytes: [UInt8], named path: RemotePath) -> [Change] {
        let difference = text.file.map { AttributeDifference(attributes.wanted, of: $0) }
        guard !text.exists || bytes != text.bytes else {
            return difference?.change(at: text.path, follow: false).map { [$0] } ?? []
        }
        var changes = text.missing.map {
            Change("create the directory \($0)", steps: [.makeDirectory($0, FileAttributes())])
        }
        changes.append(write(text, bytes, difference?.wanted ?? attributes.wanted.forNew(), named: path))
        return changes + [difference?.told(at: text.path)].compactMap(\.self)
    }

    private func write(_ text: TextFile, _ bytes: [UInt8], _ wanted: FileAttributes, named path: RemotePath) -> Change {
        let target = FileWrite.Target(
            text.path, attributes: wanted, backup: backup && text.exists, validate: validate,
            inPlace: attributes.unsafeWrites, isModeOpen: attributes.mode == nil && !text.exists)
        let header = path.text + kind
        return Change(
            text.exists ? "edit \(path)" : "create \(path)",
            diff: .contents(before: text.bytes, after: bytes, beforeHeader: header, afterHeader: header),
            steps: [.write(FileWrite(.holding(bytes), to: target))])
    }

    /// `msg`, where the old file was kept, and what the file is like afterwards.
    func report(_ message: String, _ changes: [Change], after: TextFile?) -> ModuleResult {
        let onlyAttributes = changes.contains { if case .attributes = $0.diff { true } else { false } }
        let parts = [message, onlyAttributes ? "owner, group or mode changed" : ""].filter { !$0.isEmpty }
        var keys: ModuleResult = ["msg": .string(parts.joined(separator: " and "))]
        if let file = after?.file { keys.merge(file.report) }
        return keys
    }
}
