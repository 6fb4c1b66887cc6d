/// Rows of measurements, all of the same width, in one flat array.
///
/// Flat because a waiting job may hold ten thousand rows: an array each would more than double its size.
package struct Rows: Codable, Equatable, Sendable {
    package let width: Int
    package private(set) var values: [Float] = []

    package var count: Int { width > 0 ? values.count / width : 0 }

    package init(width: Int) {
        self.width = width
    }

    /// Takes rows that lie one after the other.
    ///
    /// - Precondition: The values fill whole rows.
    init(width: Int, values: [Float]) {
        (self.width, self.values) = (width, values)
    }

    /// Adds a row; one of another width is not taken.
    /// - Returns: Whether the row was taken.
    package mutating func append(_ row: some Collection<Float>) -> Bool {
        guard row.count == width else { return false }
        values += row
        return true
    }

    package subscript(_ row: Int) -> ArraySlice<Float> {
        values[row * width..<(row + 1) * width]
    }

    private enum CodingKeys: String, CodingKey { case width, values }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        width = try fields.decode(Int.self, forKey: .width)
        values = try fields.decode([Float].self, forKey: .values)
        guard width > 0, values.count % width == 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .values, in: fields, debugDescription: "\(values.count) values do not fill rows of \(width)")
        }
    }
}
