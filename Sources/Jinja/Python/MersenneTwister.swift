import Values

/// Python's generator of random numbers (MT19937), so that a seed gives the numbers it gives in Python.
struct MersenneTwister {
    private static let size = 624
    private var state = [UInt32](repeating: 0, count: size)
    private var index = size

    /// Seeded with text as `random.seed` does it: by the text and its SHA-512.
    init(seed text: String) {
        let hash = DigestAlgorithm.sha512.hexDigest(of: text.utf8)
        let digits = Array(hash.utf8)
        let digest = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
        }
        self.init(bigEndian: Array(text.utf8) + digest)
    }

    /// Seeded with a number, of which the sign does not matter.
    init(seed number: BigInteger) { seed(number.limbs.isEmpty ? [0] : number.limbs) }

    private init(bigEndian bytes: [UInt8]) {
        let significant = Array(bytes.drop { $0 == 0 }.reversed())
        var words: [UInt32] = []
        for start in stride(from: 0, to: significant.count, by: 4) {
            let part = significant[start..<min(start + 4, significant.count)]
            words.append(part.enumerated().reduce(0) { $0 | UInt32($1.element) << UInt32($1.offset * 8) })
        }
        seed(words.isEmpty ? [0] : words)
    }

    private mutating func seed(_ key: [UInt32]) {
        let size = Self.size
        state[0] = 19_650_218
        for index in 1..<size { state[index] = scramble(index, 1_812_433_253) &+ UInt32(index) }
        var (position, word) = (1, 0)
        for _ in 0..<max(size, key.count) {
            state[position] = (state[position] ^ scramble(position, 1_664_525)) &+ key[word] &+ UInt32(word)
            position += 1
            word = (word + 1) % key.count
            if position >= size {
                state[0] = state[size - 1]
                position = 1
            }
        }
        for _ in 0..<(size - 1) {
            state[position] = (state[position] ^ scramble(position, 1_566_083_941)) &- UInt32(position)
            position += 1
            if position >= size {
                state[0] = state[size - 1]
                position = 1
            }
        }
        state[0] = 0x8000_0000
    }

    private func scramble(_ index: Int, _ factor: UInt32) -> UInt32 {
        (state[index - 1] ^ state[index - 1] >> 30) &* factor
    }

    private mutating func twist() {
        for index in 0..<Self.size {
            let bits = state[index] & 0x8000_0000 | state[(index + 1) % Self.size] & 0x7FFF_FFFF
            state[index] = state[(index + 397) % Self.size] ^ bits >> 1 ^ (bits & 1 == 0 ? 0 : 0x9908_B0DF)
        }
        index = 0
    }

    mutating func nextWord() -> UInt32 {
        if index >= Self.size { twist() }
        var word = state[index]
        index += 1
        word ^= word >> 11
        word ^= word << 7 & 0x9D2C_5680
        word ^= word << 15 & 0xEFC6_0000
        return word ^ word >> 18
    }
}
