import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Files of the controller, as templates and lookups ask for them.
enum LocalFile {
    enum Kind: Sendable, Hashable {
        case file, directory, link, other
    }

    /// Files that templates read are configuration, not images of disks.
    private static let mostBytes = 256 << 20

    static func status(_ path: String, follows: Bool) -> stat? {
        var status = stat()
        return (follows ? stat(path, &status) : lstat(path, &status)) == 0 ? status : nil
    }

    static func kind(of path: String, follows: Bool) -> Kind? {
        guard let status = status(path, follows: follows) else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        case S_IFLNK: return .link
        default: return .other
        }
    }

    static func exists(_ path: String) -> Bool { status(path, follows: true) != nil }
    static func isFile(_ path: String) -> Bool { kind(of: path, follows: true) == .file }

    static func isMount(_ path: String) -> Bool {
        guard let here = status(path, follows: false), let above = status(path + "/..", follows: true) else {
            return false
        }
        return here.st_dev != above.st_dev || here.st_ino == above.st_ino
    }

    /// What tells a file from all others: device and number.
    static func identity(of path: String) -> [UInt64]? {
        status(path, follows: true).map { [UInt64($0.st_dev), UInt64($0.st_ino)] }
    }

    static func realPath(_ path: String, from base: String) -> String {
        let absolute = Path.absolute(path, from: base)
        guard let resolved = realpath(absolute, nil) else { return absolute }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func bytes(at path: String) throws(Fault) -> [UInt8] {
        guard isFile(path) || kind(of: path, follows: true) == .other, let file = fopen(path, "rb") else {
            throw Fault(.lookup, "cannot read file", "`\(path)`: \(String(cString: strerror(errno))).")
        }
        defer { fclose(file) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            content += buffer[..<count]
            guard content.count <= mostBytes else {
                throw Fault(.budget, "file too large", "`\(path)` is larger than \(mostBytes) bytes.")
            }
        }
        return content
    }

    /// A template file; `nil` if there is none or it cannot be read.
    static func source(at path: String) -> SourceFile? {
        guard isFile(path), let bytes = try? bytes(at: path) else { return nil }
        return SourceFile(path: path, text: String(hostBytes: bytes))
    }

    /// The paths a shell pattern matches, in order.
    static func glob(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard Self.systemGlob(pattern, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
    }

    private static func systemGlob(_ pattern: String, _ found: inout glob_t) -> Int32 {
        #if canImport(Glibc)
        Glibc.glob(pattern, 0, nil, &found)
        #else
        Musl.glob(pattern, 0, nil, &found)
        #endif
    }
}
