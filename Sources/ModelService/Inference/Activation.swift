#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What a dense layer does to its sums, by the name that Keras gives it.
package enum Activation: String, CaseIterable, Codable, Sendable {
    case linear, relu, sigmoid, tanh

    /// Applies the function to one sum, in 32-bit arithmetic as Keras does.
    package func callAsFunction(_ sum: Float) -> Float {
        switch self {
        case .linear: sum
        case .relu: max(sum, 0)
        case .sigmoid: 1 / (1 + exp(-sum))
        case .tanh: hyperbolicTangent(sum)
        }
    }
}

// The case named `tanh` hides the C function inside the enum.
private func hyperbolicTangent(_ value: Float) -> Float { tanh(value) }
