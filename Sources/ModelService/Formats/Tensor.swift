/// A named block of 32-bit floats as a weights file holds it, row-major.
package struct Tensor: Equatable, Sendable {
    package let shape: [Int]
    package let values: [Float]
}

/// The number of elements of a shape, or nothing if it does not fit an `Int` or has a negative side.
func elementCount(_ shape: [Int]) -> Int? {
    var count = 1
    for side in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: side)
        guard side >= 0, !overflow else { return nil }
        count = product
    }
    return count
}

/// Reads 32-bit floats, least significant byte first; the bytes' number must be a multiple of four.
func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
    bytes.withUnsafeBytes { bytes in
        stride(from: 0, to: bytes.count - 3, by: 4).map { start in
            Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
        }
    }
}
