import Glibc

/// Gives raw input piece by piece, so that a large file is never in memory as a whole.
struct UploadReader {
    private static let chunkSize = 1 << 20

    private var pieces: ArraySlice<Frame.Upload.Piece>
    /// How much of the first piece has been given.
    private var offset = 0

    init(_ upload: Frame.Upload) { pieces = upload.pieces[...] }

    /// `nil` at the end. A file that has become shorter, or cannot be read, is filled up with zeros: the host waits
    /// for so many bytes, and the digest then tells that they are wrong.
    mutating func next() -> [UInt8]? {
        while let piece = pieces.first, offset >= piece.size {
            pieces = pieces.dropFirst()
            offset = 0
        }
        guard let piece = pieces.first else { return nil }
        let wanted = min(Self.chunkSize, piece.size - offset)
        defer { offset += wanted }
        switch piece {
        case .bytes(let bytes): return Array(bytes[offset..<(offset + wanted)])
        case .controllerFile(let path, _):
            let read = Self.read(path, offset, wanted)
            return read + [UInt8](repeating: 0, count: wanted - read.count)
        }
    }

    private static func read(_ path: String, _ offset: Int, _ count: Int) -> [UInt8] {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return [] }
        defer { Glibc.close(file) }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(file, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
                guard got > 0 else { break }
                filled += got
            }
        }
    }
}
