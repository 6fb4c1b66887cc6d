import Testing

@testable import ModelService

@Suite struct SafeTensorsTests {
    @Test func `written files can be read again`() throws {
        let file = SafeTensors(
            tensors: ["a": Tensor(shape: [2, 1], values: [1.5, -2]), "b": Tensor(shape: [0], values: [])],
            metadata: ["by": "hand"])
        #expect(try SafeTensors(file.encoded()) == file)
    }

    @Test func `a conversion from HDF5 keeps the digest`() throws {
        let original = try network(read(Places.fixture("tiny.h5")), tinyDescription())
        let converted = try original.safeTensors(name: "tiny").encoded()
        #expect(try network(converted) == original)
        #expect(try network(converted, tinyDescription()).digest == original.digest)
    }

    @Test func `a list of layers and activations describes dense weights`() throws {
        let original = try network(read(Places.fixture("tiny.h5")), tinyDescription())
        var file = try original.safeTensors(name: "tiny")
        file.metadata = ["layers": "hidden,out", "activations": "relu,sigmoid"]
        #expect(try network(file.encoded()) == original)
        for (key, value) in [("activations", "relu"), ("activations", "relu,swish"), ("layers", "hidden,no")] {
            var wrong = file
            wrong.metadata[key] = value
            #expect(throws: FileProblem.self) { try network(wrong.encoded()) }
        }
        file.metadata = [:]
        #expect(try network(file.encoded(), tinyDescription()) == original)
        let problem = try #require(throws: FileProblem.self) { try network(file.encoded()) }
        #expect(problem.summary == "model has no description")
    }

    @Test(
        "a header that does not match the data is refused",
        arguments: [
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#,
            #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            #"{"a":1}"#, "{", "", "[]",
        ])
    func misfit(header: String) {
        let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
        let bytes = length + Array(header.utf8) + [UInt8](repeating: 0, count: 8)
        #expect(throws: FileProblem.self) { try SafeTensors(bytes) }
    }

    @Test func `a header longer than the file is refused`() {
        #expect(throws: FileProblem.self) { try SafeTensors([UInt8](repeating: 0xFF, count: 64)) }
        #expect(throws: FileProblem.self) { try SafeTensors([1, 0]) }
    }

    @Test func `any flipped bit in the shipped weights is detected or harmless`() throws {
        let description = try KerasModel(json: read("\(Places.shipped)/model.json"))
        let bytes = try read("\(Places.shipped)/weights.safetensors")
        let digest = try network(bytes, description).digest
        for place in bytes.indices {
            for bit in 0..<8 where bit == place % 8 || place % 5 == 0 {
                var flipped = bytes
                flipped[place] ^= 1 << UInt8(bit)
                guard let network = try? network(flipped, description) else { continue }
                #expect(network.digest == digest, "byte \(place), bit \(bit)")
            }
        }
    }

    @Test func `shipped weights cut at any byte are refused`() throws {
        let bytes = try read("\(Places.shipped)/weights.safetensors")
        for length in bytes.indices {
            #expect(throws: FileProblem.self) { try network(Array(bytes[..<length])) }
        }
    }
}
