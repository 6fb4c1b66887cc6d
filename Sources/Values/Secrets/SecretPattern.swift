/// Bytes to look for: a secret as it is, or an encoding of it that has no byte in common with it.
///
/// Escapes are no patterns of their own: ``SecretSpelling`` knows them while it compares.
struct SecretPattern: Sendable {
    enum Kind: Sendable {
        case text
        /// Letters count in both cases, and a separator may stand between digits.
        case hex
        /// `-` and `_` count as `+` and `/`.
        case base64
        /// Only where it stands as a whole value.
        case wholeValue
    }

    let kind: Kind
    let bytes: [UInt8]
    /// Whether the character before, or behind, holds some bits of the secret.
    private(set) var hasPartBefore = false
    private(set) var hasPartBehind = false

    init(_ kind: Kind, _ bytes: some Sequence<UInt8>) {
        self.kind = kind
        self.bytes = Array(bytes)
    }

    /// Shorter encodings turn up by chance.
    private static let shortestEncoding = 6

    /// The encodings of a secret that are worth looking for.
    static func encodings(of secret: String) -> [SecretPattern] {
        let bytes = Array(secret.utf8)
        let patterns = (0..<3).map { base64(bytes, behind: $0) } + [SecretPattern(.hex, hex(bytes))]
        return patterns.filter { $0.bytes.count >= shortestEncoding }
    }

    private static func hex(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// What all texts that hold the secret behind `offset` bytes have in common in base64.
    private static func base64(_ bytes: [UInt8], behind offset: Int) -> SecretPattern {
        let padded = [UInt8](repeating: 0, count: offset) + bytes
        let (first, bits) = ([0, 2, 3][offset], padded.count * 8)
        let known = sextets(padded).prefix(bits / 6).dropFirst(first)
        var pattern = SecretPattern(.base64, known.map { Base64.alphabet[Int($0)] })
        pattern.hasPartBefore = offset > 0
        pattern.hasPartBehind = bits % 6 != 0
        return pattern
    }

    private static func sextets(_ bytes: [UInt8]) -> [UInt8] {
        var (sextets, held, width): ([UInt8], UInt32, UInt32) = ([], 0, 0)
        for byte in bytes {
            (held, width) = (held << 8 | UInt32(byte), width + 8)
            while width >= 6 {
                width -= 6
                sextets.append(UInt8(held >> width & 63))
            }
        }
        return sextets
    }

    /// Whether a byte of a text stands for a byte of the pattern.
    func matches(_ byte: UInt8, at index: Int) -> Bool { byte == bytes[index] || spelled(byte) == bytes[index] }

    private func spelled(_ byte: UInt8) -> UInt8 {
        switch (kind, byte) {
        case (.hex, 0x41...0x46): byte | 0x20
        case (.base64, UInt8(ascii: "-")): UInt8(ascii: "+")
        case (.base64, UInt8(ascii: "_")): UInt8(ascii: "/")
        default: byte
        }
    }

    /// All bytes that stand for the one at `index`.
    func variants(at index: Int) -> [UInt8] {
        (0...UInt8.max).filter { matches($0, at: index) }
    }

    /// The range of a match with the characters that tell a part of it.
    func whole(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let isPart = { text.indices.contains($0) && Base64.alphabet.contains(self.spelled(text[$0])) }
        let start = hasPartBefore && isPart(range.lowerBound - 1) ? range.lowerBound - 1 : range.lowerBound
        let end = hasPartBehind && isPart(range.upperBound) ? range.upperBound + 1 : range.upperBound
        return start..<end
    }
}
