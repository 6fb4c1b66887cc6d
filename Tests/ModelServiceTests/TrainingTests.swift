import Testing

@testable import ModelService

@Suite struct TrainingTests {
    @Test func `the same seed gives the same weights`() throws {
        var generator = SyntheticData(seed: 3)
        let data = try DataSet(csv: Array(generator.csv(rows: 80).utf8), inputs: 8)
        var options = TrainingOptions()
        options.epochs = 3
        func train() throws -> TrainingResult {
            var trainer = Trainer(data, options)
            return try trainer.train()
        }
        #expect(try train() == train())
        let digest = try train().network.digest
        options.seed += 1
        #expect(try train().network.digest != digest)
    }
}
