#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Adam (Kingma and Ba 2014) for one array of weights, with the constants of the paper.
struct Adam {
    private var firstMoments: [Double]
    private var secondMoments: [Double]
    private var steps = 0.0
    private let rate: Double

    init(count: Int, rate: Double) {
        firstMoments = [Double](repeating: 0, count: count)
        secondMoments = firstMoments
        self.rate = rate
    }

    /// Takes one step down the gradient, which is the sum over `rows` rows.
    mutating func step(_ weights: inout [Double], _ gradient: [Double], rows: Int) {
        steps += 1
        let scale = rate * (1 - pow(0.999, steps)).squareRoot() / (1 - pow(0.9, steps))
        for index in weights.indices {
            let slope = gradient[index] / Double(rows)
            firstMoments[index] = 0.9 * firstMoments[index] + 0.1 * slope
            secondMoments[index] = 0.999 * secondMoments[index] + 0.001 * slope * slope
            weights[index] -= scale * firstMoments[index] / (secondMoments[index].squareRoot() + 1e-8)
        }
    }
}
