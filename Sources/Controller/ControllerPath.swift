import Glibc

/// Paths of the controller as text.
package enum ControllerPath {
    /// `path` seen from `directory`; absolute paths and `~` stay what they are.
    package static func join(_ directory: String, _ path: String) -> String {
        if path.hasPrefix("/") { return normalized(path) }
        if path.hasPrefix("~/") || path == "~", let home = home { return normalized(home + path.dropFirst()) }
        return normalized(directory.isEmpty ? path : directory + "/" + path)
    }

    /// Without `.`, `..` and doubled slashes; links are not followed.
    package static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        let text = parts.filter { !path.hasPrefix("/") || $0 != ".." }.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + text : text.isEmpty ? "." : text
    }

    /// The folder a path lies in.
    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The folder in a relative name; empty if it has none.
    package static func folder(of name: String) -> String { name.contains("/") ? parent(of: name) : "" }

    package static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package static func isFile(_ path: String) -> Bool { FileStatus(path)?.kind == .file }
    package static func isDirectory(_ path: String) -> Bool { FileStatus(path)?.kind == .directory }

    /// With all links followed; an absolute path that leads nowhere stays what it is.
    package static func real(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The paths a shell pattern matches, in order.
    package static func matching(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
    }

    /// The names in a folder in byte order; empty if it cannot be read.
    package static func entries(of path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    private static var home: String? { getenv("HOME").map { String(cString: $0) } }
}
