import ModuleKit
import Values

/// What stands below a directory, by one `find`.
enum DirectoryRendering {
    static func group(_ path: RemotePath, _ interest: DirectoryInterest, at index: Int) -> QueryGroup {
        let path = path.withoutTrailingSlashes
        let depth = interest.recursive ? "" : "-maxdepth 1"
        var frames = [Frame("sp_own; sp_list \(depth) \(path)", needs: [.files, .listing])]
        if let digest = interest.digest {
            frames.append(
                Frame("sp_own; sp_list_digests \(digest.rawValue) \(depth) \(path)", needs: [.files, .listing]))
        }
        for number in frames.indices { frames[number].limits = .init(head: 256 << 20, tail: 0) }
        return QueryGroup([index], frames: frames) { replies in
            [index: answer(replies, algorithm: interest.digest)]
        }
    }

    private static func answer(_ replies: [FrameReply], algorithm: DigestAlgorithm?) -> Answer {
        for reply in replies {
            if let failure = HostFailure.reported(in: reply) { return .refused(failure.message) }
        }
        guard replies[0].status == 0 else {
            return replies[0].status == 3 ? .directory(nil) : .refused(HostFailure.ofTool(replies[0]).message)
        }
        let digests = replies.dropFirst().first.map { self.digests($0.output.bytes) } ?? [:]
        let files = files(replies[0].output.bytes).map { file in
            var file = file
            if let algorithm, let digest = digests[file.path.text] { file.digests[algorithm] = digest }
            return file
        }
        return .directory(files.sorted { $0.path.text.hostBytes.lexicographicallyPrecedes($1.path.text.hostBytes) })
    }

    private static func files(_ bytes: [UInt8]) -> [RemoteFile] {
        let records = bytes.records
        return stride(from: 0, to: records.count - 1, by: 2).compactMap { index in
            var file = RemoteFile(listed: records[index])
            if file?.kind == .symbolicLink { file?.linkTarget = String(hostBytes: records[index + 1]) }
            return file
        }
    }

    /// `DIGEST`, two characters, path.
    private static func digests(_ bytes: [UInt8]) -> [String: String] {
        let pairs = bytes.records.compactMap { record -> (String, String)? in
            guard let blank = record.firstIndex(of: UInt8(ascii: " ")) else { return nil }
            return (String(hostBytes: record[blank...].dropFirst(2)), String(hostBytes: record[..<blank]))
        }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension RemoteFile {
    private static let listedFields = 12

    /// A record of `sp_list`: find(1) puts the kind as a letter before the octal mode, stat(1) gives one number in
    /// hexadecimal; the rest is the same.
    fileprivate init?(listed record: ArraySlice<UInt8>) {
        let parts = record.split(
            separator: UInt8(ascii: " "), maxSplits: Self.listedFields, omittingEmptySubsequences: false)
        guard parts.count > Self.listedFields else { return nil }
        let fields = parts.prefix(Self.listedFields).map { String(decoding: $0, as: UTF8.self) }
        guard let (kind, mode) = Self.kindAndMode(fields[0]) else { return nil }
        self.init(
            path: RemotePath(String(hostBytes: parts[Self.listedFields])), kind: kind, mode: mode,
            userID: Int(fields[1]) ?? 0, groupID: Int(fields[2]) ?? 0, user: Self.name(fields[3], id: fields[1]),
            group: Self.name(fields[4], id: fields[2]), size: Int(fields[5]) ?? 0, modified: Double(fields[7]) ?? 0,
            accessed: Double(fields[6]) ?? 0, changed: Double(fields[8]) ?? 0, inode: Int(fields[9]) ?? 0,
            device: Int(fields[10]) ?? 0, links: Int(fields[11]) ?? 0)
    }

    private static func kindAndMode(_ field: String) -> (Kind, UInt16)? {
        if let letter = field.first, let kind = kinds[letter], let mode = UInt16(field.dropFirst(), radix: 8) {
            return (kind, mode)
        }
        guard let mode = UInt32(field, radix: 16), let kind = Kind(statMode: mode) else { return nil }
        return (kind, UInt16(mode & 0o7777))
    }

    /// A mode of stat(1) never begins with one of these letters: the highest file type is 0xc000, and has no octal form.
    private static let kinds: [Character: Kind] = [
        "f": .regular, "d": .directory, "l": .symbolicLink, "c": .characterDevice, "b": .blockDevice, "p": .fifo,
        "s": .socket,
    ]

    private static func name(_ field: String, id: String) -> String? {
        field == "UNKNOWN" || field == id ? nil : field
    }
}
