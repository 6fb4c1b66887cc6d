import Glibc
import ModuleTesting
import Testing

/// A short run of what scripts/fuzz does for minutes: bytes spoilt at random, the same in each run. `SWIFTPLAY_FUZZ_SECONDS`
/// makes it longer, for each reader, and `SWIFTPLAY_FUZZ_SEED` another one.
@Suite(.timeLimit(.minutes(60))) struct ReaderTests {
    @Test(arguments: Reader.allCases) func `corrupted input is read or refused quickly`(reader: Reader) {
        let seeds = SeedFiles.of(reader)
        #expect(!seeds.isEmpty)
        var random = SeededRandom(seed: getenv("SWIFTPLAY_FUZZ_SEED").flatMap { UInt64(String(cString: $0)) } ?? 11)
        let seconds = getenv("SWIFTPLAY_FUZZ_SECONDS").flatMap { Int(String(cString: $0)) }
        let end = ContinuousClock.now + .seconds(seconds ?? 2)
        var round = 0
        while round < (seconds == nil ? 400 : Int.max), ContinuousClock.now < end {
            round += 1
            guard let seed = seeds.randomElement(using: &random) else { return }
            var bytes = seed
            for _ in 0...(round % 8) { spoil(&bytes, &random) }
            if seconds != nil { keep(bytes, reader) }
            let took = ContinuousClock().measure { reader.read(bytes) }
            #expect(took < .seconds(20), "\(bytes)")
        }
    }

    /// The input at hand, for whoever looks for what stopped a long run.
    private func keep(_ bytes: [UInt8], _ reader: Reader) {
        guard let file = fopen("/tmp/swiftplay-fuzz-\(reader.rawValue)", "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    private func spoil(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        let start = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &random)
        let span = start..<min(bytes.count, start + Int.random(in: 1...16, using: &random))
        let odd: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, 0x0A, 0x22, 0x7B, 0x25, 0x5C]
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where start < bytes.count: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where start < bytes.count: bytes[start] = odd[Int(random.next() % UInt64(odd.count))]
        case 2: bytes.removeSubrange(span)
        case 3: bytes.insert(contentsOf: bytes[span], at: start)
        case 4: bytes.removeLast(bytes.count - start)
        default: bytes.insert(odd[Int(random.next() % UInt64(odd.count))], at: start)
        }
    }
}
