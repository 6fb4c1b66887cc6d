import Testing

@testable import ModelService

@Suite struct LoadedModelTests {
    @Test func `the shipped model answers its own data set well`() throws {
        let deployment = try Deployment(shippedFiles())
        let data = try #require(deployment.data)
        let values = deployment.model.network.answers(to: data.rows)
        let answer = Answer(deployment.model, values, observed: data.outcomes)
        #expect(data.count == 768)
        #expect(Evaluation(answer).percent > 80)
        #expect(deployment.model.digest == "sha256:5035193029d45f2d88da74dcb8cabe0cf82484c3ce99865d355f347c08664e73")
    }

    @Test func `safetensors need no model description`() throws {
        let described = try LoadedModel(description: shippedFiles().description, weights: shippedFiles().weights)
        let alone = try LoadedModel(description: nil, weights: shippedFiles().weights)
        #expect(described == alone)
        #expect(throws: FileProblem.self) { try LoadedModel(description: nil, weights: Places.fixture("tiny.h5")) }
    }

    @Test(
        "invalid files leave the old model in use",
        arguments: [
            ("weights.safetensors", "", "weights file is empty"),
            ("weights.safetensors", "hello, this is no weights file", "weights format is unknown"),
            ("model.json", tinyModelJSON, "weights do not match the model"),
            ("model.json", "{", "model description is not Keras JSON"),
            ("data.csv", "1,2,3\n", "data rows cannot be read"), ("data.csv", "", "data file is empty"),
        ])
    func refused(name: String, text: String, summary: String) throws {
        let directory = TemporaryDirectory()
        let store = try ModelStore(copyShippedModel(to: directory.path))
        let before = store.current
        try write(text, to: "\(directory.path)/\(name)")
        let problem = try #require(throws: FileProblem.self) { try store.reload() }
        #expect(problem.summary == summary)
        #expect(problem.path?.hasPrefix(directory.path) == true)
        #expect(store.current == before)
    }

    @Test func `valid files are loaded completely`() throws {
        let directory = TemporaryDirectory()
        let files = try copyShippedModel(to: directory.path)
        let store = try ModelStore(files)
        #expect(try !store.reload())
        try write("1,100,70,20,80,30.5,0.5,40,1\n", to: "\(directory.path)/data.csv")
        #expect(try store.reload())
        #expect(store.current.data?.count == 1)
    }

    @Test func `a checksum file next to the weights is verified`() throws {
        let directory = TemporaryDirectory()
        let files = try copyShippedModel(to: directory.path)
        let digest = SHA256.hex(try read(files.weights))
        try write("\(digest.uppercased())  weights.safetensors\n", to: "\(files.weights).sha256")
        #expect(try LoadedModel(description: nil, weights: files.weights).weightsChecksum == digest)
        try write("\(SHA256.hex([]))  weights.safetensors\n", to: "\(files.weights).sha256")
        let problem = try #require(throws: FileProblem.self) {
            try LoadedModel(description: nil, weights: files.weights)
        }
        #expect(problem.summary == "weights are damaged")
    }

    @Test func `weights that are not finite are refused`() throws {
        var file = try LoadedModel(description: nil, weights: shippedFiles().weights).network.safeTensors(
            name: "x")
        file.metadata["digest"] = nil
        file.tensors["dense_3.bias"] = Tensor(shape: [1], values: [.nan])
        let bytes = try file.encoded()
        let problem = try #require(throws: FileProblem.self) { try ModelFile(bytes) }
        #expect(problem.detail.contains("dense_3"))
    }

    @Test func `a missing file is named`() throws {
        let problem = try #require(throws: FileProblem.self) { try LoadedModel(description: nil, weights: "/no/such") }
        #expect(problem.path == "/no/such")
        #expect("\(problem)".contains("No such file"))
    }
}
