import Testing

@testable import ModelService

/// The tiny network in each format, and what becomes of damaged files.
@Suite struct ModelFileTests {
    @Test("the same network in each format is the same", arguments: ["tiny.keras", "tiny.onnx"])
    func same(name: String) throws {
        let original = try network(read(Places.fixture("tiny.h5")), tinyDescription())
        let file = try ModelFile(read(Places.fixture(name)))
        #expect(file.network.digest == original.digest)
        #expect(file.name == "tiny")
        #expect(file.format.rawValue == name.split(separator: ".").last.map(String.init))
    }

    @Test("a description is refused where the file has its own", arguments: ["tiny.keras", "tiny.onnx"])
    func describedTwice(name: String) throws {
        let bytes = try read(Places.fixture(name))
        let problem = try #require(throws: FileProblem.self) { try network(bytes, tinyDescription()) }
        #expect(problem.summary == "model has two descriptions")
    }

    @Test func `a flipped bit in a .keras file never changes the network`() throws {
        let bytes = try read(Places.fixture("tiny.keras"))
        let whole = try network(bytes)
        for place in bytes.indices {
            var flipped = bytes
            flipped[place] ^= 1 << UInt8(place % 8)
            guard let other = try? network(flipped) else { continue }
            #expect(other == whole, "byte \(place)")
        }
    }

    @Test(
        "a file with any flipped bit, or cut anywhere, ends in a problem or a value",
        arguments: ["tiny.keras", "tiny.onnx"])
    func damaged(name: String) throws {
        let bytes = try read(Places.fixture(name))
        for place in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[place] ^= 1 << UInt8(bit)
                _ = try? network(flipped)
            }
            _ = try? network(Array(bytes[..<place]))
        }
    }

    @Test func `what an archive unpacks to is bounded`() throws {
        let archive = try ZipArchive(read(Places.fixture("tiny.keras")))
        #expect(throws: FileProblem.self) { try archive.file("model.weights.h5", limit: 1000) }
        #expect(throws: FileProblem.self) { try archive.file("no such file", limit: 1000) }
        #expect(try String(decoding: archive.file("metadata.json", limit: 1000), as: UTF8.self).hasPrefix("{"))
    }
}
