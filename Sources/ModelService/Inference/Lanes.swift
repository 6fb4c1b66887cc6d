#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The same value of eight rows: arithmetic goes on in all of them at once.
typealias Lanes = SIMD8<Float>

extension Lanes {
    /// e to the power of each lane, to two units in the last place; beyond ±88 the result is that of ±88.
    ///
    /// Cephes' `expf`, with rounding by a magic number: the baseline x86-64 has no instruction for it, and a call of the C
    /// library for each lane would cost more than all the rest.
    var exponential: Lanes {
        let bounded = self.bounded(-87.3, 88.0)
        let shifted = bounded * 1.442_695_04 + Self.roundingNumber
        let power = shifted - Self.roundingNumber
        let rest = bounded - power * 0.693_359_375 + power * 2.121_944_4e-4
        var sum = rest * 1.987_569_1e-4 + 1.398_199_9e-3
        sum = sum * rest + 8.333_452e-3
        sum = sum * rest + 4.166_579_6e-2
        sum = sum * rest + 1.666_666_5e-1
        sum = sum * rest + 0.5
        let mantissa = sum * rest * rest + rest + 1
        let exponent = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- Int32(bitPattern: 0x4B40_0000)
        return mantissa * unsafeBitCast((exponent &+ 127) &<< 23, to: Lanes.self)
    }

    /// 1.5 × 2²³: adding it leaves no room for a fraction.
    private static let roundingNumber: Float = 12_582_912

    // Not `clamp`: it calls the C library for each lane.
    func bounded(_ lower: Float, _ upper: Float) -> Lanes {
        replacing(with: lower, where: self .< lower).replacing(with: upper, where: self .> upper)
    }

    var sigmoid: Lanes { 1 / (1 + (-self).exponential) }

    /// The hyperbolic tangent; near zero by Cephes' polynomial, where the quotient would lose digits.
    var tangent: Lanes {
        let square = self * self
        var small = square * -5.704_988_7e-3 + 2.063_908_6e-2
        small = small * square - 5.373_975e-2
        small = small * square + 1.333_144_2e-1
        small = small * square - 3.333_328e-1
        small = small * square * self + self
        let large = 1 - 2 / (1 + (self + self).exponential)
        return large.replacing(with: small, where: square .< 0.390_625)
    }

    func forEachLane(_ function: (Float) -> Float) -> Lanes {
        var result = Lanes()
        for lane in indices { result[lane] = function(self[lane]) }
        return result
    }
}

extension Activation {
    /// Applies the function to a row's values, in 32-bit arithmetic as Keras does.
    func apply(to values: UnsafeMutableBufferPointer<Lanes>) {
        switch self {
        case .linear: break
        case .relu: each(values) { $0.replacing(with: 0, where: $0 .< 0) }
        case .leakyReLU(let slope): each(values) { $0.replacing(with: $0 * slope, where: $0 .< 0) }
        case .elu(let alpha): each(values) { $0.replacing(with: ($0.exponential - 1) * alpha, where: $0 .< 0) }
        case .sigmoid: each(values) { $0.sigmoid }
        case .tanh: each(values) { $0.tangent }
        // log(1 + eˣ), so written that eˣ cannot overflow.
        case .softplus: each(values) { $0.forEachLane { max($0, 0) + log1p(exp(-abs($0))) } }
        case .gelu(false): each(values) { 0.5 * $0 * (1 + ($0 * 0.707_106_77).forEachLane { erf($0) }) }
        case .gelu(true):
            each(values) { 0.5 * $0 * (1 + (0.797_884_56 * ($0 + 0.044_715 * $0 * $0 * $0)).tangent) }
        case .softmax: softmax(values)
        }
    }

    @inline(__always)
    private func each(_ values: UnsafeMutableBufferPointer<Lanes>, _ function: (Lanes) -> Lanes) {
        for index in values.indices { values[index] = function(values[index]) }
    }

    private func softmax(_ values: UnsafeMutableBufferPointer<Lanes>) {
        var largest = values[0]
        for value in values { largest.replace(with: value, where: value .> largest) }
        var sum = Lanes()
        for index in values.indices {
            values[index] = (values[index] - largest).exponential
            sum += values[index]
        }
        for index in values.indices { values[index] /= sum }
    }
}
