/// A network as its arithmetic is done: eight rows at a time, all weights in one array in the order of their use.
struct Program: Sendable {
    private enum Operation {
        case dense, scaling
        case rowScaling(epsilon: Float)
        case none
    }

    private struct Step {
        let operation: Operation
        let inputs: Int
        let outputs: Int
        let firstWeight: Int
        let activation: Activation
    }

    private var steps: [Step] = []
    private var weights: ContiguousArray<Float> = []
    private var widest = 1
    private let inputs: Int
    private let outputs: Int

    init(_ layers: [Layer], inputs: Int, outputs: Int) {
        (self.inputs, self.outputs) = (inputs, outputs)
        for layer in layers { append(layer) }
    }

    private mutating func append(_ layer: Layer) {
        let start = weights.count
        let operation: Operation
        switch layer.arithmetic {
        case .dense(let kernel, let bias):
            operation = .dense
            for unit in 0..<layer.outputs {
                weights.append(bias[unit])
                for input in 0..<layer.inputs { weights.append(kernel[input * layer.outputs + unit]) }
            }
        case .scaling(let means, let factors, let offsets):
            operation = .scaling
            for index in 0..<layer.inputs { weights += [means[index], factors[index], offsets[index]] }
        case .rowScaling(let factors, let offsets, let epsilon):
            operation = .rowScaling(epsilon: epsilon)
            for index in 0..<layer.inputs { weights += [factors[index], offsets[index]] }
        case .none: operation = .none
        }
        widest = max(widest, layer.inputs, layer.outputs)
        steps.append(
            Step(
                operation: operation, inputs: layer.inputs, outputs: layer.outputs, firstWeight: start,
                activation: layer.activation))
    }

    /// Answers rows, one after the other in flat arrays.
    ///
    /// - Precondition: `answers` has room for `outputs` values for each `inputs` values of `rows`.
    func run(_ rows: UnsafeBufferPointer<Float>, into answers: UnsafeMutableBufferPointer<Float>) {
        let count = rows.count / inputs
        withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 2 * widest) { scratch in
            scratch.initialize(repeating: Lanes())
            let halves = (
                UnsafeMutableBufferPointer(rebasing: scratch[..<widest]),
                UnsafeMutableBufferPointer(rebasing: scratch[widest...])
            )
            for first in stride(from: 0, to: count, by: Lanes.scalarCount) {
                let rowsHere = min(Lanes.scalarCount, count - first)
                gather(rows, first, rowsHere, into: halves.0)
                let result = run(halves.0, halves.1)
                for lane in 0..<rowsHere {
                    for index in 0..<outputs { answers[(first + lane) * outputs + index] = result[index][lane] }
                }
            }
        }
    }

    /// Turns rows into lanes. Lanes without a row repeat the first, so that they cannot cost more than a real one.
    private func gather(
        _ rows: UnsafeBufferPointer<Float>, _ first: Int, _ count: Int, into values: UnsafeMutableBufferPointer<Lanes>
    ) {
        for index in 0..<inputs {
            let start = first * inputs + index
            var value = Lanes(repeating: rows[start])
            for lane in 1..<max(count, 1) { value[lane] = rows[start + lane * inputs] }
            values[index] = value
        }
    }

    /// Does all steps, from one half of the scratch space to the other and back.
    /// - Returns: The half with the result.
    private func run(
        _ first: UnsafeMutableBufferPointer<Lanes>, _ second: UnsafeMutableBufferPointer<Lanes>
    ) -> UnsafeMutableBufferPointer<Lanes> {
        var (values, other) = (first, second)
        weights.withUnsafeBufferPointer { weights in
            for step in steps {
                switch step.operation {
                case .dense:
                    multiply(values, by: weights[step.firstWeight...], step, into: other)
                    swap(&values, &other)
                case .scaling: scale(values, by: weights[step.firstWeight...], step)
                case .rowScaling(let epsilon): scaleRow(values, by: weights[step.firstWeight...], step, epsilon)
                case .none: break
                }
                step.activation.apply(to: UnsafeMutableBufferPointer(rebasing: values[..<step.outputs]))
            }
        }
        return values
    }

    /// Four units at a time: their sums and a value fit the registers of the baseline processor.
    private func multiply(
        _ values: UnsafeMutableBufferPointer<Lanes>, by weights: Slice<UnsafeBufferPointer<Float>>, _ step: Step,
        into sums: UnsafeMutableBufferPointer<Lanes>
    ) {
        let weights = UnsafeBufferPointer(rebasing: weights)
        let (stride, whole) = (step.inputs + 1, step.outputs & ~3)
        for unit in Swift.stride(from: 0, to: whole, by: 4) {
            let start = unit * stride
            var (a, b) = (Lanes(repeating: weights[start]), Lanes(repeating: weights[start + stride]))
            var (c, d) = (Lanes(repeating: weights[start + 2 * stride]), Lanes(repeating: weights[start + 3 * stride]))
            for input in 0..<step.inputs {
                let (value, place) = (values[input], start + 1 + input)
                a += weights[place] * value
                b += weights[place + stride] * value
                c += weights[place + 2 * stride] * value
                d += weights[place + 3 * stride] * value
            }
            (sums[unit], sums[unit + 1], sums[unit + 2], sums[unit + 3]) = (a, b, c, d)
        }
        for unit in whole..<step.outputs {
            var sum = Lanes(repeating: weights[unit * stride])
            for input in 0..<step.inputs { sum += weights[unit * stride + 1 + input] * values[input] }
            sums[unit] = sum
        }
    }

    private func scale(
        _ values: UnsafeMutableBufferPointer<Lanes>, by weights: Slice<UnsafeBufferPointer<Float>>, _ step: Step
    ) {
        let weights = UnsafeBufferPointer(rebasing: weights)
        for index in 0..<step.inputs {
            values[index] = (values[index] - weights[3 * index]) * weights[3 * index + 1] + weights[3 * index + 2]
        }
    }

    private func scaleRow(
        _ values: UnsafeMutableBufferPointer<Lanes>, by weights: Slice<UnsafeBufferPointer<Float>>, _ step: Step,
        _ epsilon: Float
    ) {
        let weights = UnsafeBufferPointer(rebasing: weights)
        let count = Float(step.inputs)
        var (mean, variance) = (Lanes(), Lanes())
        for index in 0..<step.inputs { mean += values[index] }
        mean /= count
        for index in 0..<step.inputs { variance += (values[index] - mean) * (values[index] - mean) }
        let deviation = (variance / count + epsilon).squareRoot()
        for index in 0..<step.inputs {
            values[index] = (values[index] - mean) / deviation * weights[2 * index] + weights[2 * index + 1]
        }
    }
}
