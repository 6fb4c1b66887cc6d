#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Activation {
    /// The function in 64-bit arithmetic, for training.
    func exactly(_ sum: Double) -> Double {
        switch self {
        case .linear: sum
        case .relu: max(sum, 0)
        case .sigmoid: 1 / (1 + exp(-sum))
        case .tanh: 2 / (1 + exp(-2 * sum)) - 1
        default: preconditionFailure("no training with \(self)")
        }
    }

    /// The function's slope where it has this value.
    func slope(at value: Double) -> Double {
        switch self {
        case .linear: 1
        case .relu: value > 0 ? 1 : 0
        case .sigmoid: value * (1 - value)
        case .tanh: 1 - value * value
        default: preconditionFailure("no training with \(self)")
        }
    }
}
