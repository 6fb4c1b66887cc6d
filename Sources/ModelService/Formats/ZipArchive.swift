import CZlib

/// The files of a zip archive, stored or deflated.
///
/// Source: APPNOTE.TXT 6.3.10. Whatever an archive claims, it is checked against its size and a limit for what it unpacks to.
struct ZipArchive {
    private struct Entry {
        let method: Int
        let flags: Int
        let checksum: UInt32
        let packed: Int
        let unpacked: Int
        let header: Int
    }

    static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    private let bytes: [UInt8]
    private var entries: [String: Entry] = [:]

    /// Reads the directory, which stands at the archive's end.
    init(_ bytes: [UInt8]) throws(FileProblem) {
        self.bytes = bytes
        // The end record has 22 bytes and a comment of up to 65,535.
        let earliest = max(0, bytes.count - 22 - 65_535)
        guard let end = stride(from: bytes.count - 22, through: earliest, by: -1).first(where: { isEnd(at: $0) }) else {
            throw .damagedZip("It has no directory.")
        }
        var offset = try number(at: end + 16, 4)
        for _ in 0..<(try number(at: end + 10, 2)) {
            guard try number(at: offset, 4) == 0x0201_4B50 else { throw .damagedZip("Its directory is broken.") }
            let lengths = [
                try number(at: offset + 28, 2), try number(at: offset + 30, 2), try number(at: offset + 32, 2),
            ]
            let name = String(decoding: try slice(at: offset + 46, lengths[0]), as: UTF8.self)
            entries[name] = Entry(
                method: try number(at: offset + 10, 2), flags: try number(at: offset + 8, 2),
                checksum: UInt32(try number(at: offset + 16, 4)), packed: try number(at: offset + 20, 4),
                unpacked: try number(at: offset + 24, 4), header: try number(at: offset + 42, 4))
            offset += 46 + lengths.reduce(0, +)
        }
    }

    /// The contents of a file.
    ///
    /// - Parameters:
    ///   - limit: Bytes above which a file is refused before it is unpacked.
    /// - Throws: Also if there is no such file, or its checksum is wrong.
    func file(_ name: String, limit: Int) throws(FileProblem) -> [UInt8] {
        guard let entry = entries[name] else {
            throw .damagedZip("It has no file \(name); it has \(entries.keys.sorted().joined(separator: ", ")).")
        }
        guard entry.flags & 1 == 0 else { throw .damagedZip("The file \(name) is encrypted.") }
        guard entry.unpacked <= limit else { throw .damagedZip("The file \(name) has more than \(limit) bytes.") }
        let lengths = (try number(at: entry.header + 26, 2), try number(at: entry.header + 28, 2))
        let packed = try slice(at: entry.header + 30 + lengths.0 + lengths.1, entry.packed)
        let contents =
            switch entry.method {
            case 0: Array(packed)
            case 8: try unpack(packed, to: entry.unpacked, name)
            default:
                throw FileProblem.damagedZip("The file \(name) is packed by the unsupported method \(entry.method).")
            }
        guard contents.count == entry.unpacked, crc32(contents) == entry.checksum else {
            throw .damagedZip("The checksum of the file \(name) is wrong.")
        }
        return contents
    }

    private func isEnd(at offset: Int) -> Bool {
        bytes[offset...].starts(with: [0x50, 0x4B, 0x05, 0x06])
    }

    private func number(at offset: Int, _ width: Int) throws(FileProblem) -> Int {
        try slice(at: offset, width).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private func slice(at offset: Int, _ count: Int) throws(FileProblem) -> ArraySlice<UInt8> {
        guard offset >= 0, count >= 0, count <= bytes.count, offset <= bytes.count - count else {
            throw .damagedZip("It refers to byte \(offset), but has only \(bytes.count) bytes.")
        }
        return bytes[offset..<offset + count]
    }
}

/// Unpacks a raw deflate stream of a known length.
private func unpack(_ packed: ArraySlice<UInt8>, to count: Int, _ name: String) throws(FileProblem) -> [UInt8] {
    var stream = z_stream()
    // Negative bits: no header of zlib's own.
    guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
        throw .damagedZip("The file \(name) cannot be unpacked.")
    }
    defer { inflateEnd(&stream) }
    var input = Array(packed)
    var status = Z_OK
    let contents = input.withUnsafeMutableBufferPointer { input in
        [UInt8](unsafeUninitializedCapacity: count) { output, initialized in
            (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
            (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(count))
            status = inflate(&stream, Z_FINISH)
            initialized = count - Int(stream.avail_out)
        }
    }
    guard status == Z_STREAM_END else { throw .damagedZip("The file \(name) cannot be unpacked.") }
    return contents
}

extension FileProblem {
    fileprivate static func damagedZip(_ detail: String) -> FileProblem {
        FileProblem("zip archive cannot be read", detail, hint: "save the model again")
    }
}
