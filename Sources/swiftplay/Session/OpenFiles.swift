internal import Glibc

/// The limit of open files, which bounds how many connections can be open at once.
enum OpenFiles {
    /// What the program itself needs beside its connections.
    private static let reserved = 32
    /// A shell of this machine takes four, a way over other hosts as many.
    private static let each = 5

    /// So many connections, or as many as there can be: the limit is raised as far as the system allows.
    static func bounded(_ connections: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return connections }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        let room = limit.rlim_cur > 1 << 20 ? 1 << 20 : Int(limit.rlim_cur)
        return Swift.max(1, Swift.min(connections, (room - reserved) / each))
    }
}
