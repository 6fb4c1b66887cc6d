/// Texts that are attached to a group, such as a whole model's `model_config`.
///
/// HDF5 File Format Specification 3.0, sections IV.A.2.m (attribute message) and III.E (global heap).
enum HDF5Attribute {
    /// Finds an attribute among an object's messages, and reads it.
    /// - Returns: Nothing if there is none of this name.
    static func text(
        of header: HDF5ObjectHeader, _ name: String, in file: HDF5Bytes
    ) throws(FileProblem) -> String? {
        for message in header.messages where message.kind == HDF5ObjectHeader.Kind.attribute {
            let version = try file.integer(at: message.start, width: 1)
            guard (1...3).contains(version) else { continue }
            let sizes = [
                try file.size(at: message.start + 2, width: 2), try file.size(at: message.start + 4, width: 2),
                try file.size(at: message.start + 6, width: 2),
            ]
            // Version 1 pads each part to eight bytes; version 3 has a byte for the encoding.
            let parts = version == 1 ? sizes.map { ($0 + 7) & ~7 } : sizes
            let start = message.start + (version == 3 ? 9 : 8)
            guard try file.name(at: start, limit: start + sizes[0]) == name else { continue }
            let type = start + parts[0]
            return try text(file, type: type, at: type + parts[1] + parts[2])
        }
        return nil
    }

    private static func text(_ file: HDF5Bytes, type: Int, at start: Int) throws(FileProblem) -> String {
        switch try file.integer(at: type, width: 1) & 0x0F {
        case 3:  // of a fixed length
            let bytes = try file.slice(at: start, count: file.size(at: type + 4, width: 4))
            return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        case 9:  // of a variable length: its length, then where it lies
            let length = try file.size(at: start, width: 4)
            let bytes = try object(file, heap: file.size(at: start + 4), Int(file.integer(at: start + 12, width: 4)))
            return String(decoding: bytes.prefix(length), as: UTF8.self)
        case let kind: throw .unsupportedHDF5("An attribute is of class \(kind), where a text was expected.")
        }
    }

    /// An object of a global heap.
    private static func object(_ file: HDF5Bytes, heap: Int, _ number: Int) throws(FileProblem) -> ArraySlice<UInt8> {
        try file.expect("GCOL", at: heap)
        let end = heap + (try file.size(at: heap + 8))
        var offset = heap + 16
        // Each object takes sixteen bytes at least, so this ends.
        while offset + 16 <= end {
            let size = try file.size(at: offset + 8)
            if try file.integer(at: offset, width: 2) == UInt64(number) {
                return try file.slice(at: offset + 16, count: size)
            }
            offset += 16 + (size + 7) & ~7
        }
        throw .damagedHDF5("A text is missing in the heap at byte \(heap).")
    }
}
