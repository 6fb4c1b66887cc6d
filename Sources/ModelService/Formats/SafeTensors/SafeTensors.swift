import FoundationEssentials

/// A safetensors file: a JSON header of names, shapes and offsets, then the bytes. Nothing in it is executed.
///
/// Format: an unsigned 64-bit length, the header, the data; offsets count from the header's end and leave no holes.
package struct SafeTensors: Equatable, Sendable {
    package var tensors: [String: Tensor] = [:]
    package var metadata: [String: String] = [:]

    package init(tensors: [String: Tensor], metadata: [String: String]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// Reads a file's bytes; only 32-bit floats are taken.
    package init(_ bytes: [UInt8]) throws(FileProblem) {
        guard bytes.count >= 8 else { throw .damaged("It is shorter than the length of its header.") }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(min(bytes.count - 8, Self.headerLimit)) else {
            throw .damaged("Its header claims \(length) bytes, but the file has \(bytes.count).")
        }
        let data = bytes[(8 + Int(length))...]
        let header: SafeTensorsHeader
        do {
            header = try JSONDecoder().decode(SafeTensorsHeader.self, from: Data(bytes[8..<(8 + Int(length))]))
        } catch {
            throw .damaged("Its header cannot be read. \(describeDecodingError(error))")
        }
        metadata = header.metadata
        try readTensors(header.entries, data)
    }

    private static let headerLimit = 1 << 20

    private mutating func readTensors(
        _ entries: [String: SafeTensorsHeader.Entry], _ data: ArraySlice<UInt8>
    ) throws(FileProblem) {
        var expected = 0
        for (name, entry) in entries.sorted(by: { $0.value.begin < $1.value.begin }) {
            guard entry.type == "F32" else {
                throw .damaged("Tensor \(name) contains \(entry.type); only F32 is supported.")
            }
            guard entry.begin == expected, entry.end <= data.count, entry.begin <= entry.end,
                let count = elementCount(entry.shape),
                count.multipliedReportingOverflow(by: 4) == (entry.end - entry.begin, false)
            else { throw .damaged("The offsets of tensor \(name) do not match its shape or the file.") }
            let start = data.startIndex + entry.begin
            tensors[name] = Tensor(shape: entry.shape, values: floats(data[start..<start + entry.end - entry.begin]))
            expected = entry.end
        }
        guard expected == data.count else {
            throw .damaged("It has \(data.count) bytes of data, but its header accounts for \(expected).")
        }
    }

    /// The file's bytes: tensors in the order of their names, the header padded to a multiple of eight.
    package func encoded() throws(FileProblem) -> [UInt8] {
        var header = SafeTensorsHeader(metadata: metadata)
        var data: [UInt8] = []
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let bytes = littleEndianBytes(tensor.values)
            header.entries[name] = .init(shape: tensor.shape, begin: data.count, end: data.count + bytes.count)
            data += bytes
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var json = try? [UInt8](encoder.encode(header)) else { throw .damaged("Its header cannot be written.") }
        json += [UInt8](repeating: 0x20, count: (8 - json.count % 8) % 8)
        return withUnsafeBytes(of: UInt64(json.count).littleEndian, Array.init) + json + data
    }
}

extension FileProblem {
    fileprivate static func damaged(_ detail: String) -> FileProblem {
        FileProblem("safetensors file is damaged", detail, hint: "download the file again and compare its checksum")
    }
}
