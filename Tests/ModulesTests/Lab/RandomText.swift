import Glibc
import ModuleTesting

/// Bytes that are hard on whoever quotes, the same ones in each run.
struct RandomText {
    private var generator = SeededRandom(seed: 0x5EED)
    private static let nasty = Array("'\"`$()\\\n\r\t *?[]{}!#&;|<>~-=%".utf8) + [0x80, 0xC3, 0xFF, 0x1B, 0x7F]

    /// - Parameter excluded: Bytes that do not occur, apart from NUL, which never does.
    mutating func bytes(upTo count: Int, without excluded: Set<UInt8> = []) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...count, using: &generator) {
            let isNasty = Bool.random(using: &generator)
            let byte =
                isNasty
                ? Self.nasty.randomElement(using: &generator) ?? 1 : UInt8.random(in: 1...255, using: &generator)
            if !excluded.contains(byte) { bytes.append(byte) }
        }
        return bytes
    }

    /// A file's name: no slash, at most 255 bytes.
    mutating func name(upTo count: Int = 60) -> [UInt8] { [0x2D] + bytes(upTo: count, without: [0x2F]) }
}

/// Files of a host as its root directory on this machine shows them.
extension ContractHost {
    func bytes(of path: [UInt8]) -> [UInt8]? {
        let file = open(path)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &chunk, chunk.count)
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
    }

    /// The names in a directory, without `.` and `..`.
    func names(in path: String) -> [[UInt8]] {
        guard let directory = opendir(root + path) else { return [] }
        defer { closedir(directory) }
        var names: [[UInt8]] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
        }
        return names
    }

    private func open(_ path: [UInt8]) -> Int32 {
        (Array(root.utf8) + path + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { Glibc.open($0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) } ?? -1
            }
        }
    }
}
