/// The cipher Blowfish with the slow key schedule of bcrypt, which libcrypto does not offer.
struct Blowfish {
    /// 18 subkeys, then four substitution boxes of 256 words each.
    private var words: [UInt32]

    /// In the state that holds the digits of π.
    init() { words = Self.digitsOfPi }

    private static let subkeys = 18
    private static let digitsOfPi = PiFraction.words(count: 18 + 4 * 256)

    /// Mixes key material into the state; with salt where there is one.
    mutating func expand(key: [UInt8], salt: [UInt8] = [0]) {
        words.withUnsafeMutableBufferPointer { words in
            var keyStream = WordStream(key)
            for index in 0..<Self.subkeys { words[index] ^= keyStream.next() }
            var saltStream = WordStream(salt)
            var (left, right): (UInt32, UInt32) = (0, 0)
            for index in stride(from: 0, to: words.count, by: 2) {
                left ^= saltStream.next()
                right ^= saltStream.next()
                Self.encipher(&left, &right, words)
                words[index] = left
                words[index + 1] = right
            }
        }
    }

    mutating func encipher(_ block: inout [UInt32]) {
        words.withUnsafeMutableBufferPointer { words in
            for index in stride(from: 0, to: block.count, by: 2) {
                var (left, right) = (block[index], block[index + 1])
                Self.encipher(&left, &right, words)
                (block[index], block[index + 1]) = (left, right)
            }
        }
    }

    private static func encipher(
        _ left: inout UInt32, _ right: inout UInt32, _ words: UnsafeMutableBufferPointer<UInt32>
    ) {
        var (l, r) = (left ^ words[0], right)
        var index = 1
        while index <= 16 {
            r ^= mixed(l, words) ^ words[index]
            l ^= mixed(r, words) ^ words[index + 1]
            index += 2
        }
        (left, right) = (r ^ words[17], l)
    }

    @inline(__always)
    private static func mixed(_ word: UInt32, _ words: UnsafeMutableBufferPointer<UInt32>) -> UInt32 {
        let a = words[18 + Int(word >> 24)]
        let b = words[274 + Int(word >> 16 & 255)]
        let c = words[530 + Int(word >> 8 & 255)]
        return ((a &+ b) ^ c) &+ words[786 + Int(word & 255)]
    }

    /// The bytes again and again, four at a time, most significant first.
    private struct WordStream {
        let bytes: [UInt8]
        var position = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        mutating func next() -> UInt32 {
            var word: UInt32 = 0
            for _ in 0..<4 {
                word = word << 8 | UInt32(bytes[position])
                position = (position + 1) % bytes.count
            }
            return word
        }
    }
}

/// The fraction of π in binary. Blowfish's tables are nothing else, and a short sum says them more surely than
/// a thousand numbers that nobody can check.
enum PiFraction {
    /// By Machin's formula: π = 16·arctan(1/5) − 4·arctan(1/239).
    static func words(count: Int) -> [UInt32] {
        let guardWords = 2
        let wordCount = count + guardWords
        var pi = [UInt32](repeating: 0, count: wordCount + 1)
        accumulate(16, arctangentOf: 5, negative: false, into: &pi)
        accumulate(4, arctangentOf: 239, negative: true, into: &pi)
        return Array(pi[1...count])
    }

    private static func accumulate(
        _ factor: UInt32, arctangentOf inverse: UInt32, negative: Bool, into sum: inout [UInt32]
    ) {
        var power = [UInt32](repeating: 0, count: sum.count)
        power[0] = factor
        divide(&power, by: inverse, from: 0)
        var odd: UInt32 = 1
        var isNegative = negative
        var first = 0
        while first < power.count {
            var term = power
            divide(&term, by: odd, from: first)
            add(term, negative: isNegative, from: first, to: &sum)
            divide(&power, by: inverse * inverse, from: first)
            while first < power.count, power[first] == 0 { first += 1 }
            odd += 2
            isNegative.toggle()
        }
    }

    private static func divide(_ number: inout [UInt32], by divisor: UInt32, from first: Int) {
        number.withUnsafeMutableBufferPointer { digits in
            var remainder: UInt64 = 0
            var index = first
            while index < digits.count {
                let value = remainder << 32 | UInt64(digits[index])
                digits[index] = UInt32(value / UInt64(divisor))
                remainder = value % UInt64(divisor)
                index += 1
            }
        }
    }

    private static func add(_ term: [UInt32], negative: Bool, from first: Int, to sum: inout [UInt32]) {
        var carry: Int64 = 0
        var index = sum.count - 1
        while index >= 0, index >= first || carry != 0 {
            let digit = index >= first ? Int64(term[index]) : 0
            let value = Int64(sum[index]) + (negative ? -digit : digit) + carry
            sum[index] = UInt32(truncatingIfNeeded: value)
            carry = value >> 32
            index -= 1
        }
    }
}
