import ModuleKit
import Values

/// A stream for tar(1) in the form of POSIX (pax), made piece by piece; see pax(1).
struct TarStream {
    private static let blockSize = 512
    /// Complete once the stream is finished.
    private(set) var pieces: [Frame.Upload.Piece] = []
    /// What follows the last piece.
    private var pending: [UInt8] = []

    var size: Int { pieces.reduce(pending.count) { $0 + $1.size } }

    mutating func addDirectory(_ path: [UInt8]) {
        pending += Self.headers(path, size: 0, kind: "5", mode: 0o700)
    }

    mutating func addFile(_ path: [UInt8], _ content: Content) {
        pending += Self.headers(path, size: content.size, kind: "0", mode: 0o600)
        switch content.source {
        case .bytes(let bytes): pending += bytes
        case .controllerFile(let local):
            endPiece()
            pieces.append(.controllerFile(path: local, size: content.size))
        }
        pending += repeatElement(0, count: Self.padding(content.size))
    }

    mutating func finish() {
        pending += repeatElement(0, count: 2 * Self.blockSize)
        endPiece()
    }

    private mutating func endPiece() {
        if !pending.isEmpty { pieces.append(.bytes(pending)) }
        pending = []
    }

    private static func padding(_ size: Int) -> Int { (blockSize - size % blockSize) % blockSize }

    /// A header; before it, where the path or the size does not fit, an extended one.
    private static func headers(_ path: [UInt8], size: Int, kind: String, mode: Int) -> [UInt8] {
        guard path.count > 100 || size >= 1 << 33 else { return header(path, size: size, kind: kind, mode: mode) }
        var records = record("path", path)
        if size >= 1 << 33 { records += record("size", Array(String(size).utf8)) }
        let extended = header(Array("pax".utf8), size: records.count, kind: "x", mode: 0o600)
        let filling = [UInt8](repeating: 0, count: padding(records.count))
        return extended + records + filling
            + header(Array(path.prefix(100)), size: size & (1 << 33 - 1), kind: kind, mode: mode)
    }

    /// `LENGTH keyword=value\n`, where the length counts itself.
    private static func record(_ keyword: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(keyword)=".utf8) + value + [UInt8(ascii: "\n")]
        var length = rest.count + 1
        while String(length).utf8.count + rest.count != length { length = String(length).utf8.count + rest.count }
        return Array(String(length).utf8) + rest
    }

    private static func header(_ path: [UInt8], size: Int, kind: String, mode: Int) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockSize)
        func put(_ bytes: some Collection<UInt8>, at offset: Int) {
            block.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        }
        put(path, at: 0)
        put(octal(mode, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal(size, 11), at: 124)
        put(octal(0, 11), at: 136)
        put([UInt8](repeating: UInt8(ascii: " "), count: 8), at: 148)
        put(kind.utf8, at: 156)
        put("ustar\u{0}00".utf8, at: 257)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + [0], at: 148)
        return block
    }

    private static func octal(_ number: Int, _ digits: Int) -> [UInt8] {
        Array(String(number, radix: 8).zeroFilled(digits).utf8)
    }
}
