import ModuleKit
import Values

/// A small POSIX file system in memory, for ``FakeHost``.
///
/// Written apart from the forecast on purpose: contracts compare the two.
package struct FakeHostFiles: Sendable {
    package struct Node: Sendable, Hashable {
        package enum Contents: Sendable, Hashable {
            case file([UInt8])
            case directory
            case link(String)
        }

        package var contents: Contents
        package var mode: UInt16
        package var userID = 0
        package var groupID = 0
        package var accessed = 0.0
        package var modified = 0.0
        package var inode = 0
    }

    /// By path: absolute, without `.`, `..` and links on the way.
    package private(set) var nodes: [String: Node] = ["/": Node(contents: .directory, mode: 0o755)]
    private var lastInode = 1
    /// Seconds since 1970; each change is a second after the one before.
    private var clock = 1_700_000_000.0
    package var home = "/root"

    package init() {
        for path in ["/etc", "/tmp", "/root", "/srv", "/usr", "/usr/bin", "/var"] { makeDirectories(path) }
    }
}

// Putting things there, for tests.
extension FakeHostFiles {
    package mutating func put(_ path: String, _ text: String, mode: UInt16 = 0o644) {
        put(path, bytes: text.hostBytes, mode: mode)
    }

    package mutating func put(_ path: String, bytes: [UInt8], mode: UInt16 = 0o644, userID: Int = 0, groupID: Int = 0) {
        makeDirectories(RemotePath(path).parent.text)
        insert(path, Node(contents: .file(bytes), mode: mode, userID: userID, groupID: groupID))
    }

    package mutating func putLink(_ path: String, to target: String) {
        makeDirectories(RemotePath(path).parent.text)
        insert(path, Node(contents: .link(target), mode: 0o777))
    }

    package mutating func makeDirectories(_ path: String) {
        guard path != "/", path != ".", nodes[path] == nil else { return }
        makeDirectories(RemotePath(path).parent.text)
        insert(path, Node(contents: .directory, mode: 0o755))
    }

    package mutating func change(_ path: String, _ edit: (inout Node) -> Void) {
        guard var node = nodes[path] else { return }
        edit(&node)
        nodes[path] = node
    }

    package func bytes(_ path: String) -> [UInt8]? {
        guard let real = resolve(path, follow: true), case .file(let bytes)? = nodes[real]?.contents else { return nil }
        return bytes
    }

    package func text(_ path: String) -> String? { bytes(path).map { String(hostBytes: $0) } }
}

// Reading and changing the tree.
extension FakeHostFiles {
    /// The real path of what a path means; `nil` if a directory on the way is missing or links go in circles.
    ///
    /// - Parameter follow: Whether a link at the end is followed.
    package func resolve(_ path: String, follow: Bool, depth: Int = 0) -> String? {
        guard depth < 40 else { return nil }
        var real = ""
        let components = absolute(path).split(separator: "/").map(String.init)
        for (index, component) in components.enumerated() {
            if component == "." { continue }
            if component == ".." {
                real = real.isEmpty ? "" : String(real[..<(real.lastIndex(of: "/") ?? real.startIndex)])
                continue
            }
            let isLast = index == components.count - 1
            let next = real + "/" + component
            guard case .link(let target)? = nodes[next]?.contents, follow || !isLast else {
                guard isLast || nodes[next] != nil else { return nil }
                real = next
                continue
            }
            let base = target.hasPrefix("/") ? target : (real.isEmpty ? "/" : real) + "/" + target
            guard let inner = resolve(base, follow: true, depth: depth + 1) else { return nil }
            real = inner == "/" ? "" : inner
        }
        return real.isEmpty ? "/" : real
    }

    private func absolute(_ path: String) -> String {
        if path == "~" || path.hasPrefix("~/") { return home + path.dropFirst() }
        return path.hasPrefix("/") ? path : home + "/" + path
    }

    /// `~` expanded, without final slashes: how answers write a path.
    func shown(_ path: String) -> String { RemotePath(absolute(path)).withoutTrailingSlashes.text }

    func node(_ path: String, follow: Bool) -> Node? { resolve(path, follow: follow).flatMap { nodes[$0] } }

    /// Paths below a directory, in byte order.
    func below(_ real: String, recursive: Bool) -> [String] {
        let prefix = real == "/" ? "/" : real + "/"
        return nodes.keys.filter {
            $0.hasPrefix(prefix) && $0 != "/" && (recursive || !$0.dropFirst(prefix.count).contains("/"))
        }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    mutating func insert(_ real: String, _ node: Node) {
        clock += 1
        lastInode += 1
        var node = node
        if node.inode == 0 { node.inode = lastInode }
        if node.modified == 0 { (node.modified, node.accessed) = (clock, clock) }
        nodes[real] = node
    }

    /// Removes a file, or a directory with all that is in it.
    package mutating func remove(_ real: String) {
        for path in [real] + below(real, recursive: true) { nodes[path] = nil }
    }

    mutating func now() -> Double {
        clock += 1
        return clock
    }

    func links(of node: Node) -> Int { nodes.values.count { $0.inode == node.inode } }
}
