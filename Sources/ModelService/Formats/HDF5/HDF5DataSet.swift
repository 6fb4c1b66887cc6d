/// A contiguous block of little-endian 32-bit floats, which is all that Keras writes for weights.
enum HDF5DataSet {
    private typealias Kind = HDF5ObjectHeader.Kind

    /// Reads the data set that a header describes.
    static func read(_ file: HDF5Bytes, _ header: HDF5ObjectHeader, _ name: String) throws(FileProblem) -> Tensor {
        guard let space = header.first(Kind.dataspace), let type = header.first(Kind.datatype),
            let layout = header.first(Kind.layout)
        else { throw .damagedHDF5("The data set \(name) lacks its shape, type or location.") }
        guard header.first(Kind.filters) == nil else { throw .unsupportedHDF5("The data set \(name) is compressed.") }
        try checkType(file, type, name)
        let shape = try shape(file, space)
        return Tensor(shape: shape, values: try values(file, layout, shape))
    }

    private static func shape(
        _ file: HDF5Bytes, _ space: HDF5ObjectHeader.Message
    ) throws(FileProblem) -> [Int] {
        let version = try file.integer(at: space.start, width: 1)
        guard version == 1 || version == 2 else {
            throw .unsupportedHDF5("The shape of a data set has version \(version); versions 1 and 2 are supported.")
        }
        let rank = try file.size(at: space.start + 1, width: 1)
        let start = space.start + (version == 1 ? 8 : 4)
        var sides: [Int] = []
        for side in 0..<rank { sides.append(try file.size(at: start + 8 * side)) }
        return sides
    }

    private static func checkType(
        _ file: HDF5Bytes, _ type: HDF5ObjectHeader.Message, _ name: String
    ) throws(FileProblem) {
        // Class 1 is floating point; then byte order in bit 0, and 4 bytes with the fields of IEEE 754 binary32.
        let kind = try file.integer(at: type.start, width: 1) & 0x0F
        let bigEndian = try file.integer(at: type.start + 1, width: 1) & 0x41
        let size = try file.integer(at: type.start + 4, width: 4)
        let binary32: [UInt8] = [0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]
        guard kind == 1, bigEndian == 0, size == 4,
            try file.slice(at: type.start + 8, count: 12).elementsEqual(binary32)
        else {
            let word = kind == 0 ? "integers" : kind == 1 ? "floats" : "something else (class \(kind))"
            throw .unsupportedHDF5(
                "The data set \(name) contains \(bigEndian == 0 ? "" : "big-endian ")\(size * 8)-bit \(word); "
                    + "only little-endian 32-bit floats are supported.")
        }
    }

    private static func values(
        _ file: HDF5Bytes, _ layout: HDF5ObjectHeader.Message, _ shape: [Int]
    ) throws(FileProblem) -> [Float] {
        let version = try file.integer(at: layout.start, width: 1)
        let kind = try file.integer(at: layout.start + 1, width: 1)
        guard version == 3, kind == 1 else {
            throw .unsupportedHDF5(
                "A data set is stored with layout \(version)/\(kind); contiguous (3/1) is supported.")
        }
        let start = try file.size(at: layout.start + 2)
        let size = try file.size(at: layout.start + 10)
        guard let count = elementCount(shape), count.multipliedReportingOverflow(by: 4) == (size, false) else {
            throw .damagedHDF5("A data set of shape \(shape) has \(size) bytes.")
        }
        return floats(try file.slice(at: start, count: size))
    }
}
