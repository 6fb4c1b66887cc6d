import Testing

@testable import ModelService

@Suite struct TrainingTests {
    @Test func `the same seed gives the same weights, another seed others`() throws {
        let data = try syntheticData(rows: 80, seed: 3)
        var options = TrainingOptions()
        options.epochs = 3
        let first = try train(data, options)
        #expect(try train(data, options) == first)
        options.seed += 1
        #expect(try train(data, options).network.digest != first.network.digest)
    }

    @Test func `training reaches most of the possible accuracy`() throws {
        var options = TrainingOptions()
        options.epochs = 30
        let result = try train(syntheticData(rows: 600, seed: 5), options)
        #expect(result.heldOutRows == 120)
        #expect(result.heldOutAccuracy > 0.75)
        #expect(try #require(result.losses.last) < result.losses[0] * 0.8)
    }

    @Test func `gradients agree with differences of the loss`() {
        var random = SeededRandom(seed: 2)
        var layer = TrainedLayer(inputs: 2, units: 1, activation: .sigmoid, &random)
        let row = [0.7, -1.3]
        let given = layer.output(for: row)[0]
        _ = layer.learn(from: row, slopes: [given * (1 - given)])
        for index in layer.kernel.indices {
            var nudged = layer
            nudged.kernel[index] += 1e-6
            let slope = (nudged.output(for: row)[0] - given) / 1e-6
            #expect(abs(slope - layer.kernelGradient[index]) < 1e-5)
        }
    }

    @Test(
        "an activation's slope agrees with differences",
        arguments: [Activation.linear, .relu, .sigmoid, .tanh], [-1.5, -0.2, 0.3, 2.0])
    func slopes(activation: Activation, sum: Double) {
        let slope = (activation.exactly(sum + 1e-6) - activation.exactly(sum - 1e-6)) / 2e-6
        #expect(abs(slope - activation.slope(at: activation.exactly(sum))) < 1e-5)
    }

    @Test func `a trained model survives being written and read`() throws {
        var options = TrainingOptions()
        options.epochs = 2
        let network = try train(syntheticData(rows: 40, seed: 1), options).network
        let file = try ModelFile(network.safeTensors(name: "kept").encoded())
        #expect(file.network == network)
        #expect(file.name == "kept")
    }

    @Test func `synthetic rows have nine plausible columns and depend only on the seed`() throws {
        var (first, again) = (SyntheticData(seed: 9), SyntheticData(seed: 9))
        let csv = first.csv(rows: 300)
        #expect(again.csv(rows: 300) == csv)
        let data = try DataSet(csv: Array(csv.utf8), inputs: 8)
        let positives = data.outcomes.count { $0 == 1 }
        #expect((60...160).contains(positives))
        let bounds: [ClosedRange<Float>] = [
            0...17, 44...199, 24...122, 0...99, 0...846, 18...67, 0.078...2.42, 21...81,
        ]
        for row in 0..<data.count {
            for (value, bound) in zip(data.rows[row], bounds) { #expect(bound.contains(value)) }
        }
    }

    private func syntheticData(rows: Int, seed: UInt64) throws -> DataSet {
        var generator = SyntheticData(seed: seed)
        return try DataSet(csv: Array(generator.csv(rows: rows).utf8), inputs: 8)
    }

    private func train(_ data: DataSet, _ options: TrainingOptions) throws -> TrainingResult {
        var trainer = Trainer(data, options)
        return try trainer.train()
    }
}
