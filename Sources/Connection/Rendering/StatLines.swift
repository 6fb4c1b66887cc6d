import ModuleKit
import Values

/// The lines of `sp_stat`: numbers and names, then the path, which may hold any byte, even a newline.
///
/// Lines come in the order of the paths asked for, and a path that is gone has none; so each is recognised by
/// the path that is expected next.
struct StatLines {
    private static let fieldCount = 12
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next(named path: [UInt8]) -> RemoteFile? {
        var position = rest.startIndex
        var fields: [Substring] = []
        for _ in 0..<Self.fieldCount {
            guard let blank = rest[position...].firstIndex(of: UInt8(ascii: " ")) else { return nil }
            fields.append(Substring(String(decoding: rest[position..<blank], as: UTF8.self)))
            position = blank + 1
        }
        let ending = path + [UInt8(ascii: "\n")]
        guard rest[position...].starts(with: ending) else { return nil }
        rest = rest[(position + ending.count)...]
        return RemoteFile(path: RemotePath(String(hostBytes: path)), statFields: fields)
    }
}

extension RemoteFile {
    /// - Parameter fields: mode in hexadecimal, ids, names, size, three times, inode, device, links.
    fileprivate init?(path: RemotePath, statFields fields: [Substring]) {
        guard let mode = UInt32(fields[0], radix: 16), let kind = Kind(statMode: mode) else { return nil }
        self.init(
            path: path, kind: kind, mode: UInt16(mode & 0o7777), userID: Int(fields[1]) ?? 0,
            groupID: Int(fields[2]) ?? 0, user: Self.name(fields[3]), group: Self.name(fields[4]),
            size: Int(fields[5]) ?? 0, modified: Double(fields[7]) ?? 0, accessed: Double(fields[6]) ?? 0,
            changed: Double(fields[8]) ?? 0, inode: Int(fields[9]) ?? 0, device: Int(fields[10]) ?? 0,
            links: Int(fields[11]) ?? 0)
        identity = "\(fields[9]) \(fields[10]) \(fields[5]) \(fields[8])"
    }

    private static func name(_ field: Substring) -> String? { field == "UNKNOWN" ? nil : String(field) }
}

extension RemoteFile.Kind {
    /// The file type bits of `st_mode`, see inode(7).
    init?(statMode mode: UInt32) {
        switch mode & 0o170000 {
        case 0o100000: self = .regular
        case 0o040000: self = .directory
        case 0o120000: self = .symbolicLink
        case 0o020000: self = .characterDevice
        case 0o060000: self = .blockDevice
        case 0o010000: self = .fifo
        case 0o140000: self = .socket
        default: return nil
        }
    }
}

extension Sequence<UInt8> {
    /// What stands before each NUL.
    var records: [ArraySlice<UInt8>] {
        var parts = Array(self).split(separator: 0, omittingEmptySubsequences: false)
        if parts.last?.isEmpty ?? false { parts.removeLast() }
        return parts
    }
}

extension ArraySlice<UInt8> {
    /// What stands before the next NUL, which is dropped with it.
    mutating func nextRecord() -> ArraySlice<UInt8> {
        let end = firstIndex(of: 0) ?? endIndex
        defer { self = self[end...].dropFirst() }
        return self[..<end]
    }
}
