import Glibc

/// Gives raw input piece by piece, so that a large file is never in memory as a whole.
struct UploadReader {
    private static let chunkSize = 1 << 20

    private enum Source {
        case bytes(ArraySlice<UInt8>)
        case file(path: String, offset: Int, size: Int)
    }

    private var source: Source

    init(_ upload: Frame.Upload) {
        source =
            switch upload {
            case .bytes(let bytes): .bytes(bytes[...])
            case .localFile(let path, let size): .file(path: path, offset: 0, size: size)
            }
    }

    /// `nil` at the end. A file that has become shorter, or cannot be read, is filled up with zeros: the host waits
    /// for so many bytes, and the digest then tells that they are wrong.
    mutating func next() -> [UInt8]? {
        switch source {
        case .bytes(let rest):
            guard !rest.isEmpty else { return nil }
            source = .bytes(rest.dropFirst(Self.chunkSize))
            return Array(rest.prefix(Self.chunkSize))
        case .file(let path, let offset, let size):
            guard offset < size else { return nil }
            let wanted = min(Self.chunkSize, size - offset)
            let read = Self.read(path, offset, wanted)
            source = .file(path: path, offset: offset + wanted, size: size)
            return read + [UInt8](repeating: 0, count: wanted - read.count)
        }
    }

    private static func read(_ path: String, _ offset: Int, _ count: Int) -> [UInt8] {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
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
