import Controller
import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Files of the controller, as templates and lookups read them.
enum TemplateFile {
    /// They are configuration, not images of disks.
    private static let mostBytes = 256 << 20

    static func bytes(at path: String) throws(Fault) -> [UInt8] {
        guard !ControllerPath.isDirectory(path), let file = fopen(path, "rb") else {
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
        guard ControllerPath.isFile(path), let bytes = try? bytes(at: path) else { return nil }
        return SourceFile(path: path, text: String(hostBytes: bytes))
    }
}
