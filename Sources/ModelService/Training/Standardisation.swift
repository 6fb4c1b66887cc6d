/// Columns brought to mean 0 and deviation 1, without which training on raw measurements barely moves.
struct Standardisation {
    private let means: [Double]
    private let deviations: [Double]

    init(_ rows: Rows) {
        let columns = (0..<rows.width).map { column in
            (0..<rows.count).map { Double(rows.values[$0 * rows.width + column]) }
        }
        let means = columns.map { $0.reduce(0, +) / Double($0.count) }
        self.means = means
        deviations = zip(columns, means).map { column, mean in
            let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
            return variance > 0 ? variance.squareRoot() : 1
        }
    }

    func callAsFunction(_ row: ArraySlice<Float>) -> [Double] {
        zip(row, zip(means, deviations)).map { (Double($0) - $1.0) / $1.1 }
    }

    /// Moves the standardisation into the first layer's weights, so that the finished model takes raw measurements.
    func fold(into layer: inout TrainedLayer) {
        for unit in 0..<layer.units {
            for input in 0..<layer.inputs {
                layer.kernel[input * layer.units + unit] /= deviations[input]
                layer.bias[unit] -= layer.kernel[input * layer.units + unit] * means[input]
            }
        }
    }
}
