import Testing

@testable import ModelService

@Suite struct NetworkTests {
    @Test(
        "activations are the same as in Keras",
        arguments: [
            (.linear, -2, -2), (.relu, -2, 0), (.relu, 1.5, 1.5), (.sigmoid, 0, 0.5), (.sigmoid, 2, 0.880797),
            (.sigmoid, -200, 0), (.sigmoid, 200, 1), (.tanh, 0.5, 0.4621172),
        ] as [(Activation, Float, Float)])
    func activate(activation: Activation, sum: Float, expected: Float) throws {
        let network = try Network([Layer("a", inputs: 1, outputs: 1, .none, activation)])
        #expect(abs(answers(network, [sum])[0] - expected) < 1e-6)
    }

    @Test func `an activation's text is read as the same`() {
        let all: [Activation] = [
            .linear, .relu, .sigmoid, .tanh, .softplus, .softmax, .leakyReLU(slope: 0.2), .elu(alpha: 1.5),
            .gelu(approximate: true), .gelu(approximate: false),
        ]
        for activation in all { #expect(Activation(activation.description) == activation) }
        for text in ["", "swish", "relu(", "gelu(x)", "elu", "elu(nan)", "leaky_relu(0.2"] {
            #expect(Activation(text) == nil)
        }
    }

    @Test func `any number of rows give the answers that each gives alone`() throws {
        var random = SeededRandom(seed: 3)
        let (kernel, bias) = ((0..<21).map { _ in Float(random.normal()) }, (0..<7).map { _ in Float(random.normal()) })
        let network = try Network([
            Layer("a", inputs: 3, outputs: 7, .dense(kernel: kernel, bias: bias), .tanh),
            Layer("b", inputs: 7, outputs: 7, .none, .softmax),
        ])
        let rows = (0..<60).map { _ in Float(random.normal()) }
        let alone = stride(from: 0, to: 60, by: 3).flatMap { answers(network, Array(rows[$0..<$0 + 3])) }
        for count in 0...20 { #expect(answers(network, Array(rows[..<(3 * count)])) == Array(alone[..<(7 * count)])) }
    }

    @Test(
        "a small network gives the result calculated by hand",
        arguments: [([1, 2, 3], 0.0330860), ([1, 0, 0], 0.8354836), ([0, 0, 0], 0.6513549)] as [([Float], Float)])
    func workedOut(row: [Float], expected: Float) throws {
        let network = try network(read(Places.fixture("tiny.h5")), tinyDescription())
        #expect(abs(answers(network, row)[0] - expected) < 1e-6)
    }

    @Test func `layers that do not match are refused`() throws {
        let two = try layer("two", inputs: 1, units: 2)
        let three = try layer("three", inputs: 3, units: 1)
        #expect(throws: FileProblem.self) { try Network([two, three]) }
        #expect(throws: FileProblem.self) { try Network([]) }
        #expect(throws: FileProblem.self) { try layer("short", inputs: 2, units: 2, kernel: [1]) }
        #expect(throws: FileProblem.self) { try layer("nan", inputs: 1, units: 1, kernel: [.nan]) }
        #expect(throws: FileProblem.self) { try Layer("wider", inputs: 1, outputs: 2, .none) }
    }

    @Test func `what answers mean follows from the last layer`() throws {
        let cases: [(Int, Activation, Network.Purpose, Int?)] = [
            (1, .sigmoid, .binary, 2), (3, .softmax, .classes, 3), (3, .sigmoid, .regression, nil),
            (1, .linear, .regression, nil),
        ]
        for (units, activation, purpose, classes) in cases {
            let network = try Network([layer("a", inputs: 2, units: units, activation: activation)])
            #expect(network.purpose == purpose)
            #expect(network.classes == classes)
        }
    }

    @Test func `the digest changes with a weight, a shape and an activation`() throws {
        let networks = try [
            layer("a", inputs: 2, units: 1, kernel: [1, 2]), layer("a", inputs: 2, units: 1, kernel: [1, 3]),
            layer("a", inputs: 2, units: 1, activation: .relu, kernel: [1, 2]),
            layer("a", inputs: 1, units: 1, kernel: [1]),
        ].map { try Network([$0]) }
        #expect(Set(networks.map(\.digest)).count == networks.count)
    }

    @Test func `rows of another width give no probabilities`() throws {
        let network = try Network([layer("a", inputs: 2, units: 1)])
        var rows = Rows(width: 3)
        let taken = [rows.append([1, 2, 3]), rows.append([1, 2])]
        #expect(taken == [true, false])
        #expect(network.answers(to: rows).isEmpty)
    }

    private func answers(_ network: Network, _ rows: [Float]) -> [Float] {
        rows.withUnsafeBufferPointer { network.answers(to: $0) }
    }

    private func layer(
        _ name: String, inputs: Int, units: Int, activation: Activation = .linear, kernel: [Float]? = nil
    ) throws -> Layer {
        let kernel = kernel ?? [Float](repeating: 1, count: inputs * units)
        let bias = [Float](repeating: 0, count: units)
        return try Layer(name, inputs: inputs, outputs: units, .dense(kernel: kernel, bias: bias), activation)
    }
}
