import Glibc
import ModuleKit
import Values

/// Everything below a host's root as it is seen from outside, down to the time of the last change of each entry.
///
/// A file that was written with its old bytes differs, too: the kernel's change time tells.
struct HostTree: Equatable {
    private struct Entry: Equatable {
        let mode: UInt32
        let owner: UInt32
        let group: UInt32
        let size: Int
        let modified: [Int]
        let changed: [Int]

        init(_ status: stat) {
            (mode, owner, group, size) = (status.st_mode, status.st_uid, status.st_gid, Int(status.st_size))
            modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
            changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
        }
    }

    private var entries: [String: Entry] = [:]

    /// What a host writes by itself: mounts of its own, records of logins, and the directories for temporary files, in
    /// which those of services come and go. Database servers write to their own files whenever they are asked.
    private static let ownBusiness: Set<String> = [
        "/dev", "/proc", "/root/.rpmdb", "/run", "/sys", "/tmp", "/var/cache/dnf", "/var/lib/dnf", "/var/lib/mysql",
        "/var/lib/postgresql", "/var/log/btmp", "/var/log/dnf.librepo.log", "/var/log/dnf.log", "/var/log/dnf.rpm.log",
        "/var/log/hawkey.log", "/var/log/lastlog", "/var/log/wtmp", "/var/tmp",
    ]

    private let passedOver: Set<String>

    /// - Parameter whole: False leaves out what packages brought, which is most of it.
    init(of host: ContractHost, whole: Bool) {
        passedOver =
            whole
            ? Self.ownBusiness : Self.ownBusiness.union(["/usr/bin", "/usr/lib", "/usr/share", "/var/lib/dpkg/info"])
        read(host.root, "")
    }

    private mutating func read(_ root: String, _ path: String) {
        guard let directory = opendir(root + path) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard name != [0x2E], name != [0x2E, 0x2E] else { continue }
            note(root, path + "/" + String(decoding: name, as: UTF8.self))
        }
    }

    private mutating func note(_ root: String, _ path: String) {
        guard !passedOver.contains(path) else { return }
        var status = stat()
        guard lstat(root + path, &status) == 0 else { return }
        entries[path] = Entry(status)
        if status.st_mode & S_IFMT == S_IFDIR { read(root, path) }
    }

    /// The paths that differ.
    func differences(from other: HostTree, outside paths: [String] = []) -> [String] {
        Set(entries.keys).union(other.entries.keys)
            .filter { path in entries[path] != other.entries[path] && !paths.contains { path.hasPrefix($0) } }.sorted()
    }
}
