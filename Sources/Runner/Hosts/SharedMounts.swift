import ModuleKit

/// The file systems of a host that other hosts may have mounted, too: over a network, or shared by a hypervisor.
struct SharedMounts {
    static let query = Query.command(Command(.arguments(["cat", "/proc/self/mounts"])))

    /// As the kernel names them: proc_mounts(5), third field. Names of FUSE follow `fuse.`.
    private static let kinds: Set<String> = [
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4",
        "ocfs2", "orangefs", "prl_fs", "pvfs2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs",
    ]

    private let points: [Substring]

    /// `nil` where the host does not tell.
    init?(_ answer: Answer) {
        guard case .command(let output) = answer, output.exitCode == 0 else { return nil }
        points = output.standardOutput.text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 2 else { return nil }
            return Self.isShared(fields[2]) ? fields[1] : nil
        }
    }

    var isEmpty: Bool { points.isEmpty }

    private static func isShared(_ kind: Substring) -> Bool {
        kinds.contains(String(kind)) || kind.hasPrefix("fuse.")
    }
}
