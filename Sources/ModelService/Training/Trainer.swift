#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How a network is trained.
package struct TrainingOptions: Equatable, Sendable {
    package var epochs = 150
    package var batch = 10
    package var rate = 0.001
    package var seed: UInt64 = 7
    /// The share of rows that is kept from training and used to judge it.
    package var heldOut = 0.2

    package init() {}
}

/// What came of training.
package struct TrainingResult: Equatable, Sendable {
    package let network: Network
    /// Mean cross-entropy after each epoch, over the rows trained on.
    package let losses: [Double]
    package let trainedRows: Int
    package let heldOutRows: Int
    package let trainedAccuracy: Double
    /// Accuracy on rows the network has never seen; 0 if none were held out.
    package let heldOutAccuracy: Double
}

/// Trains the 12–8–1 network (relu, relu, sigmoid) with Adam on binary cross-entropy.
///
/// The same rows, options and seed give the same weights, bit for bit, where the C library computes `exp` alike.
package struct Trainer {
    private let data: DataSet
    private let options: TrainingOptions
    private let scale: Standardisation
    private let training: [Int]
    private let heldOut: [Int]
    private var random: SeededRandom
    private var layers: [TrainedLayer] = []
    private var steps: [(kernel: Adam, bias: Adam)] = []

    package init(_ data: DataSet, _ options: TrainingOptions) {
        self.data = data
        self.options = options
        random = SeededRandom(seed: options.seed)
        let order = random.permutation(data.count)
        let count = min(Int(Double(data.count) * options.heldOut), data.count - 1)
        heldOut = Array(order[..<count])
        training = Array(order[count...])
        var rows = Rows(width: data.rows.width)
        for row in training { _ = rows.append(data.rows[row]) }
        scale = Standardisation(rows)
        makeLayers()
    }

    private mutating func makeLayers() {
        var inputs = data.rows.width
        for (units, activation) in [(12, Activation.relu), (8, .relu), (1, .sigmoid)] {
            let layer = TrainedLayer(inputs: inputs, units: units, activation: activation, &random)
            layers.append(layer)
            steps.append(
                (Adam(count: layer.kernel.count, rate: options.rate), Adam(count: layer.bias.count, rate: options.rate))
            )
            inputs = units
        }
    }

    /// Trains to the end.
    ///
    /// - Parameters:
    ///   - report: Told the number and the loss of each epoch.
    package mutating func train(report: (Int, Double) -> Void = { _, _ in }) throws(FileProblem) -> TrainingResult {
        var losses: [Double] = []
        for epoch in 1...max(1, options.epochs) {
            losses.append(trainEpoch())
            report(epoch, losses[epoch - 1])
        }
        let network = try finished()
        return TrainingResult(
            network: network, losses: losses, trainedRows: training.count, heldOutRows: heldOut.count,
            trainedAccuracy: accuracy(network, training), heldOutAccuracy: accuracy(network, heldOut))
    }

    private mutating func trainEpoch() -> Double {
        let order = random.permutation(training.count)
        var loss = 0.0
        for start in stride(from: 0, to: order.count, by: max(1, options.batch)) {
            let batch = order[start..<min(order.count, start + max(1, options.batch))]
            for layer in layers.indices { layers[layer].forgetGradients() }
            for position in batch { loss += learn(training[position]) }
            for layer in layers.indices { step(layer, rows: batch.count) }
        }
        return loss / Double(order.count)
    }

    private mutating func step(_ layer: Int, rows: Int) {
        steps[layer].kernel.step(&layers[layer].kernel, layers[layer].kernelGradient, rows: rows)
        steps[layer].bias.step(&layers[layer].bias, layers[layer].biasGradient, rows: rows)
    }

    /// Sends one row forward and its error back.
    /// - Returns: The row's loss.
    private mutating func learn(_ row: Int) -> Double {
        var values = [scale(data.rows[row])]
        for layer in layers { values.append(layer.output(for: values[values.count - 1])) }
        let (wanted, given) = (Double(data.outcomes[row]), values[layers.count][0])
        // The slope of cross-entropy along a sigmoid's sum is simply the error.
        var slopes = [given - wanted]
        for layer in layers.indices.reversed() {
            let back = layers[layer].learn(from: values[layer], slopes: slopes)
            guard layer > 0 else { break }
            slopes = zip(back, values[layer]).map { $0 * layers[layer - 1].activation.slope(at: $1) }
        }
        return -log(max(wanted == 1 ? given : 1 - given, 1e-12))
    }

    private func finished() throws(FileProblem) -> Network {
        var layers = layers
        scale.fold(into: &layers[0])
        var finished: [Layer] = []
        for (index, layer) in layers.enumerated() { finished.append(try layer.layer(named: "dense_\(index + 1)")) }
        return try Network(finished)
    }

    private func accuracy(_ network: Network, _ rows: [Int]) -> Double {
        guard !rows.isEmpty else { return 0 }
        var chosen = Rows(width: data.rows.width)
        for row in rows { _ = chosen.append(data.rows[row]) }
        let right = zip(rows, network.answers(to: chosen)).count { data.outcomes[$0] == classOf($1) }
        return Double(right) / Double(rows.count)
    }
}
