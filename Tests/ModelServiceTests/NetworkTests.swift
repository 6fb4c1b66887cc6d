import Testing

@testable import ModelService

@Suite struct NetworkTests {
    @Test(
        "activations are the same as in Keras",
        arguments: [
            (.linear, -2, -2), (.relu, -2, 0), (.relu, 1.5, 1.5), (.sigmoid, 0, 0.5), (.sigmoid, 2, 0.880797),
            (.sigmoid, -200, 0), (.sigmoid, 200, 1), (.tanh, 0.5, 0.4621172),
        ] as [(Activation, Float, Float)])
    func activate(activation: Activation, sum: Float, expected: Float) {
        #expect(abs(activation(sum) - expected) < 1e-6)
    }

    @Test(
        "a small network gives the result calculated by hand",
        arguments: [([1, 2, 3], 0.0330860), ([1, 0, 0], 0.8354836), ([0, 0, 0], 0.6513549)] as [([Float], Float)])
    func workedOut(row: [Float], expected: Float) throws {
        let network = try Network(tinyDescription(), Weights(read(Places.fixture("tiny.h5"))))
        var rows = Rows(width: 3)
        let taken = rows.append(row)
        #expect(taken)
        #expect(abs(network.probabilities(for: rows)[0] - expected) < 1e-6)
    }

    @Test func `layers that do not match are refused`() throws {
        let two = try #require(layer("two", inputs: 1, units: 2))
        let three = try #require(layer("three", inputs: 3, units: 1))
        #expect(throws: FileProblem.self) { try Network([two, three]) }
        #expect(throws: FileProblem.self) { try Network([two]) }
        #expect(throws: FileProblem.self) { try Network([]) }
        #expect(layer("short", inputs: 2, units: 2, kernel: [1]) == nil)
    }

    @Test func `the digest changes with a weight, a shape and an activation`() throws {
        let networks = try [
            layer("a", inputs: 2, units: 1, kernel: [1, 2]), layer("a", inputs: 2, units: 1, kernel: [1, 3]),
            layer("a", inputs: 2, units: 1, activation: .relu, kernel: [1, 2]),
            layer("a", inputs: 1, units: 1, kernel: [1]),
        ].map { try Network([#require($0)]) }
        #expect(Set(networks.map(\.digest)).count == networks.count)
    }

    @Test func `rows of another width give no probabilities`() throws {
        let network = try Network([#require(layer("a", inputs: 2, units: 1))])
        var rows = Rows(width: 3)
        let taken = [rows.append([1, 2, 3]), rows.append([1, 2])]
        #expect(taken == [true, false])
        #expect(network.probabilities(for: rows).isEmpty)
    }

    private func layer(
        _ name: String, inputs: Int, units: Int, activation: Activation = .linear, kernel: [Float]? = nil
    ) -> DenseLayer? {
        DenseLayer(
            name: name, inputs: inputs, units: units, activation: activation,
            kernel: kernel ?? [Float](repeating: 1, count: inputs * units), bias: [Float](repeating: 0, count: units))
    }
}
