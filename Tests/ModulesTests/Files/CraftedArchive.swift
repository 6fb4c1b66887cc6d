/// Archives as no packing program would write them.
struct CraftedArchive {
    struct Entry {
        let name: String
        /// A letter of ls(1); `h` is a hard link.
        var kind: Character = "-"
        var body = "evil"
        var target = ""
        /// What the header says, if that is not the size of the body.
        var size: Int?
        var owner = "root"

        init(_ name: String, _ kind: Character = "-", to target: String = "", body: String = "evil", size: Int? = nil) {
            (self.name, self.kind, self.target, self.size) = (name, kind, target, size)
            self.body = kind == "-" ? body : ""
        }

        func owned(by owner: String) -> Entry {
            var entry = self
            entry.owner = owner
            return entry
        }
    }

    // MARK: tar

    static func tar(_ entries: [Entry]) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            for (kind, text) in [("L", entry.name), ("K", entry.target)] where text.utf8.count > 99 {
                bytes +=
                    header(Entry("././@LongLink", size: text.utf8.count + 1), kind) + padded(Array(text.utf8) + [0])
            }
            bytes += header(entry, typeFlags[entry.kind] ?? "0") + padded(Array(entry.body.utf8))
        }
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    private static let typeFlags: [Character: String] = [
        "-": "0", "h": "1", "l": "2", "c": "3", "b": "4", "d": "5", "p": "6",
    ]

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    private static func header(_ entry: Entry, _ type: String) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int, _ width: Int) {
            let bytes = Array(text.utf8.prefix(width))
            block.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(entry.name, at: 0, 100)
        for (number, offset) in [(0o644, 100), (0, 108), (0, 116)] { put(octal(number, 7), at: offset, 7) }
        put(octal(entry.size ?? entry.body.utf8.count, 11), at: 124, 11)
        put(octal(1_700_000_000, 11), at: 136, 11)
        put("        ", at: 148, 8)
        put(type, at: 156, 1)
        put(entry.target, at: 157, 100)
        put("ustar  ", at: 257, 7)
        put(entry.owner, at: 265, 31)
        put("root", at: 297, 31)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\0", at: 148, 7)
        return block
    }

    // MARK: zip

    static func zip(_ entries: [Entry]) -> [UInt8] {
        var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
        for entry in entries {
            let body = Array((entry.kind == "l" ? entry.target : entry.body).utf8)
            let (name, offset) = (Array(entry.name.utf8), bytes.count)
            var common = little(20, 2) + little(0, 8)
            common += little(Int(crc(body)), 4) + little(body.count, 4)
            common += little(entry.size ?? body.count, 4) + little(name.count, 2) + little(0, 2)
            bytes += Array("PK\u{3}\u{4}".utf8) + common + name + body
            directory += Array("PK\u{1}\u{2}".utf8) + [30, 3] + common + little(0, 6)
            directory += little((modes[entry.kind] ?? 0) << 16, 4) + little(offset, 4) + name
        }
        bytes += directory + Array("PK\u{5}\u{6}".utf8) + little(0, 4)
        bytes += little(entries.count, 2) + little(entries.count, 2) + little(directory.count, 4)
        return bytes + little(bytes.count - directory.count - 16, 4) + little(0, 2)
    }

    private static let modes: [Character: Int] = ["-": 0o100644, "l": 0o120777, "d": 0o040755, "p": 0o010644]

    private static func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> ($0 * 8)) : 0 }
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
    }
}
