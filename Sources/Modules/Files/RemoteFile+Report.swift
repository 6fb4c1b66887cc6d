import ModuleKit
import Values

extension RemoteFile {
    /// The word Ansible has for what stands there: `file`, `hard` (more than one name), `link`, `directory`.
    var stateWord: String {
        switch kind {
        case .symbolicLink: "link"
        case .directory: "directory"
        default: links > 1 ? "hard" : "file"
        }
    }

    var ownerName: String { user ?? String(userID) }
    var groupName: String { group ?? String(groupID) }

    /// The return keys that all modules give of the file they made.
    var report: Mapping {
        var keys: Mapping = [
            "owner": .string(ownerName), "group": .string(groupName), "mode": .string(mode.ansibleText),
            "state": .string(stateWord), "size": .int(size),
        ]
        if userID != RemoteFile.unknownID { keys["uid"] = .int(userID) }
        if groupID != RemoteFile.unknownID { keys["gid"] = .int(groupID) }
        return keys
    }

    func isOwned(by owner: String) -> Bool { owner == user || owner == String(userID) }
    func isGrouped(with group: String) -> Bool { group == self.group || group == String(groupID) }

    func isSameFile(as other: RemoteFile) -> Bool { inode == other.inode && device == other.device }
}

extension RemoteFile? {
    /// The same for a path where nothing may stand.
    var report: Mapping { self?.report ?? ["state": "absent"] }
    var stateWord: String { self?.stateWord ?? "absent" }
    var isDirectory: Bool { self?.kind == .directory }
}

extension UInt16 {
    /// A mode as Ansible's results have it: a zero and at least three octal digits.
    var ansibleText: String { "0" + String(self, radix: 8).zeroFilled(3) }
}

extension Content {
    /// Contents that are at hand.
    static func holding(_ bytes: [UInt8]) -> Content {
        Content(.bytes(bytes), size: bytes.count, sha1: DigestAlgorithm.sha1.hexDigest(of: bytes))
    }
}

extension [ReturnValue] {
    /// Those of ``RemoteFile/report``.
    static let ofFile = [
        ("owner", "Its owner."), ("group", "Its group."), ("uid", "The number of its owner."),
        ("gid", "The number of its group."), ("mode", "Its mode."), ("size", "Its size in bytes."),
        ("state", "What it is: file, directory, link, hard or absent."),
    ].map { ReturnValue($0, $1, only: "if it is known") }
}
