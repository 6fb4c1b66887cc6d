import Testing

@testable import ModelService

@Suite struct HDF5Tests {
    @Test func `a file written by HDF5's own library is read`() throws {
        let file = try HDF5File(read(Places.fixture("tiny.h5")))
        #expect(try file.names(under: []) == ["hidden", "out"])
        #expect(try file.names(under: ["no such group"]) == nil)
        let hidden = try #require(try file.tensors(under: ["hidden"]))
        #expect(hidden["hidden/kernel:0"] == Tensor(shape: [3, 2], values: [1, -1, 0.5, 2, -2, 0.25]))
        #expect(hidden["hidden/bias:0"] == Tensor(shape: [2], values: [0.5, -0.25]))
    }

    @Test(
        "unsupported features are reported",
        arguments: [
            ("tiny-compressed.h5", "hidden/kernel:0 is compressed"),
            ("tiny-big-endian.h5", "contains big-endian 32-bit floats"),
            ("tiny-double.h5", "contains 64-bit floats"), ("tiny-latest.h5", "superblock"),
        ])
    func unsupported(name: String, word: String) throws {
        let bytes = try read(Places.fixture(name))
        let problem = try #require(throws: FileProblem.self) { try network(bytes, tinyDescription()) }
        #expect(problem.summary == "HDF5 feature is not supported")
        #expect(problem.detail.contains(word))
    }

    @Test func `a file cut at any byte is refused`() throws {
        let bytes = try read(Places.fixture("tiny.h5"))
        for length in 0..<bytes.count {
            #expect(throws: FileProblem.self) { try network(Array(bytes[..<length]), tinyDescription()) }
        }
    }

    @Test func `a cut file that claims to be whole ends in a problem or a value`() throws {
        let bytes = try read(Places.fixture("tiny.h5"))
        for length in 96..<bytes.count {
            var cut = Array(bytes[..<length])
            for place in 0..<8 { cut[40 + place] = UInt8(truncatingIfNeeded: length >> (8 * place)) }
            survive(cut)
        }
    }

    @Test func `a file with any flipped bit ends in a problem or a value`() throws {
        let bytes = try read(Places.fixture("tiny.h5"))
        for place in bytes.indices {
            var flipped = bytes
            flipped[place] ^= 1 << UInt8(place % 8)
            survive(flipped)
        }
    }

    @Test func `a file with many wild bytes ends in a problem or a value`() throws {
        let bytes = try read(Places.fixture("tiny.h5"))
        var random = SeededRandom(seed: 11)
        // Only bytes that say something are worth the trouble: the file is mostly zeros.
        let telling = bytes.indices.filter { bytes[$0] != 0 }
        for _ in 0..<4000 {
            var wild = bytes
            for _ in 0..<(1 + Int(random.next() % 6)) {
                let place = telling[Int(random.next() % UInt64(telling.count))]
                wild[min(place + Int(random.next() % 4), bytes.count - 1)] = UInt8(truncatingIfNeeded: random.next())
            }
            survive(wild)
        }
    }

    /// Nothing to expect but the return: a trap would end the whole test run.
    private func survive(_ bytes: [UInt8]) {
        _ = try? HDF5File(bytes).attribute("keras_version")
        _ = try? network(bytes, tinyDescription())
    }
}
