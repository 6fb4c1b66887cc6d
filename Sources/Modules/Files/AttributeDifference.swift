import ModuleKit
import Values

/// Owner, group and mode as a task asks for them.
struct WantedAttributes {
    var owner: String?
    var group: String?
    var mode: FileMode?

    init(owner: String? = nil, group: String? = nil, mode: FileMode? = nil) {
        self.owner = owner
        self.group = group
        self.mode = mode
    }

    init(_ arguments: FileAttributeArguments) {
        self.init(owner: arguments.owner, group: arguments.group, mode: arguments.mode)
    }

    /// Everything asked for, for a file that does not exist yet.
    ///
    /// - Parameter source: The mode of the file that is copied, for `preserve`.
    func forNew(directory: Bool = false, source: UInt16? = nil) -> FileAttributes {
        let initial: UInt16 = directory ? 0o755 : 0o644
        return FileAttributes(
            owner: owner, group: group, mode: mode?.resolved(current: initial, isDirectory: directory, source: source))
    }

    /// The mode a file is to have; `nil` if none is asked for.
    fileprivate func mode(for file: RemoteFile, source: UInt16?) -> UInt16? {
        mode?.resolved(current: file.mode, isDirectory: file.kind == .directory, source: source)
    }
}

/// What of owner, group and mode differs between a file and what is asked for.
struct AttributeDifference {
    /// Only what is to be set.
    let wanted: FileAttributes
    /// The same before and after, in words.
    let attributes: [Diff.Attribute]

    var isEmpty: Bool { wanted.isEmpty }

    /// - Parameter source: The mode of the file that is copied, for `preserve`.
    init(_ asked: WantedAttributes, of file: RemoteFile, source: UInt16? = nil) {
        var wanted = FileAttributes()
        var attributes: [Diff.Attribute] = []
        if let owner = asked.owner, !file.isOwned(by: owner) {
            wanted.owner = owner
            attributes.append(Diff.Attribute("owner", before: file.ownerName, after: owner))
        }
        if let group = asked.group, !file.isGrouped(with: group) {
            wanted.group = group
            attributes.append(Diff.Attribute("group", before: file.groupName, after: group))
        }
        // Linux keeps no mode of a link.
        if file.kind != .symbolicLink, let mode = asked.mode(for: file, source: source), mode != file.mode {
            wanted.mode = mode
            attributes.append(Diff.Attribute("mode", before: file.mode.ansibleText, after: mode.ansibleText))
        }
        self.wanted = wanted
        self.attributes = attributes
    }

    /// `mode 0644 → 0600, owner root → www-data`.
    var summary: String { attributes.map { "\($0.name) \($0.before) → \($0.after)" }.joined(separator: ", ") }

    /// Only the diff, where another change sets it all; `nil` if nothing differs.
    func told(at path: RemotePath) -> Change? {
        isEmpty ? nil : Change(summary, diff: .attributes(attributes, path: path), steps: [])
    }

    /// The one change that sets what differs; `nil` if nothing does.
    func change(at path: RemotePath, follow: Bool) -> Change? {
        guard !isEmpty else { return nil }
        return Change(
            summary, diff: .attributes(attributes, path: path), steps: [.setAttributes(path, wanted, follow: follow)])
    }
}

extension FileAttributeArguments {
    var wanted: WantedAttributes { WantedAttributes(self) }

    /// - Throws: for `preserve` in a module that copies nothing.
    func refusePreserve() throws(ModuleFailure) {
        guard case .preserve? = mode else { return }
        throw ModuleFailure(
            "`mode: preserve` does not apply here, because no file is copied", hint: "write the mode as digits")
    }
}

/// A command that looks at a new file before it replaces the old one.
enum Validation {
    /// - Throws: if the command does not say where the file's name goes.
    static func check(_ command: String?) throws(ModuleFailure) {
        guard let command, !command.contains("%s") else { return }
        throw ModuleFailure(
            "\(MatchedPhrase.validationWithoutName): \(command)",
            hint: "write %s where the path of the new file belongs")
    }
}
