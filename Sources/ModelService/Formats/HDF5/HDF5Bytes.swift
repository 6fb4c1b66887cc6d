/// Bounds-checked little-endian reading of an HDF5 file.
///
/// Every address in the file is a claim of whoever wrote it; each is checked here and nowhere else.
struct HDF5Bytes: Sendable {
    let bytes: [UInt8]

    /// The unsigned number of `width` bytes at an offset.
    func integer(at offset: Int, width: Int) throws(FileProblem) -> UInt64 {
        try slice(at: offset, count: width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A number that must be an offset, size or count within this file.
    func size(at offset: Int, width: Int = 8) throws(FileProblem) -> Int {
        let value = try integer(at: offset, width: width)
        guard value <= UInt64(bytes.count) else { throw .outside(value, bytes.count) }
        return Int(value)
    }

    func slice(at offset: Int, count: Int) throws(FileProblem) -> ArraySlice<UInt8> {
        let (end, overflow) = offset.addingReportingOverflow(count)
        guard offset >= 0, count >= 0, !overflow, end <= bytes.count else {
            throw .outside(UInt64(clamping: end), bytes.count)
        }
        return bytes[offset..<end]
    }

    /// Requires a structure's signature.
    func expect(_ signature: String, at offset: Int) throws(FileProblem) {
        let found = try slice(at: offset, count: signature.utf8.count)
        guard found.elementsEqual(signature.utf8) else { throw .missing(signature, offset) }
    }

    /// A zero-terminated name that ends before `limit`.
    func name(at offset: Int, limit: Int) throws(FileProblem) -> String {
        let rest = try slice(at: offset, count: max(0, limit - offset))
        guard let end = rest.firstIndex(of: 0) else { throw .missing("end of name", offset) }
        return String(decoding: rest[..<end], as: UTF8.self)
    }
}

extension FileProblem {
    fileprivate static func outside(_ address: UInt64, _ size: Int) -> FileProblem {
        FileProblem(
            "HDF5 file is damaged", "It refers to byte \(address), but has only \(size) bytes.",
            hint: "download the file again and compare its checksum")
    }

    fileprivate static func missing(_ what: String, _ offset: Int) -> FileProblem {
        FileProblem("HDF5 file is damaged", "There is no \(what) at byte \(offset).")
    }

    static func damagedHDF5(_ detail: String) -> FileProblem {
        FileProblem("HDF5 file is damaged", detail)
    }

    static func unsupportedHDF5(_ detail: String) -> FileProblem {
        FileProblem(
            "HDF5 feature is not supported", detail, hint: "save the weights uncompressed with model.save_weights()")
    }
}
