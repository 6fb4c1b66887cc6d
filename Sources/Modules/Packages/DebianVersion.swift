/// A version of a Debian package, ordered as deb-version(7) says.
struct DebianVersion: Comparable {
    private let epoch: Int
    private let upstream: Substring
    private let revision: Substring

    init(_ text: String) {
        var rest = text[...]
        if let colon = rest.firstIndex(of: ":"), let number = Int(rest[..<colon]) {
            epoch = number
            rest = rest[rest.index(after: colon)...]
        } else {
            epoch = 0
        }
        let hyphen = rest.lastIndex(of: "-")
        upstream = hyphen.map { rest[..<$0] } ?? rest
        // A missing revision is older than any other and equal to 0.
        revision = hyphen.map { rest[rest.index(after: $0)...] } ?? "0"
    }

    static func == (left: DebianVersion, right: DebianVersion) -> Bool { !(left < right) && !(right < left) }

    static func < (left: DebianVersion, right: DebianVersion) -> Bool {
        if left.epoch != right.epoch { return left.epoch < right.epoch }
        let upstream = order(left.upstream, right.upstream)
        return (upstream == 0 ? order(left.revision, right.revision) : upstream) < 0
    }

    /// Compares in turns a stretch without digits, then a number.
    private static func order(_ left: Substring, _ right: Substring) -> Int {
        var (left, right) = (left.utf8[...], right.utf8[...])
        while !left.isEmpty || !right.isEmpty {
            let words = wordOrder(&left, &right)
            if words != 0 { return words }
            let numbers = numberOrder(&left, &right)
            if numbers != 0 { return numbers }
        }
        return 0
    }

    private typealias Rest = Substring.UTF8View.SubSequence

    private static func wordOrder(_ left: inout Rest, _ right: inout Rest) -> Int {
        while left.first.map(isDigit) == false || right.first.map(isDigit) == false {
            let difference = weight(left.first) - weight(right.first)
            if difference != 0 { return difference }
            left = left.dropFirst()
            right = right.dropFirst()
        }
        return 0
    }

    private static func numberOrder(_ left: inout Rest, _ right: inout Rest) -> Int {
        let (mine, theirs) = (number(&left), number(&right))
        if mine.count != theirs.count { return mine.count - theirs.count }
        let difference = zip(mine, theirs).first { $0 != $1 }
        return difference.map { Int($0) - Int($1) } ?? 0
    }

    /// The digits at the start without leading zeros, so that numbers of any length compare.
    private static func number(_ rest: inout Rest) -> Rest {
        let digits = rest.prefix(while: isDigit)
        rest = rest.dropFirst(digits.count)
        return digits.drop { $0 == UInt8(ascii: "0") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// A tilde sorts before the end, the end before letters, letters before the rest.
    private static func weight(_ byte: UInt8?) -> Int {
        guard let byte, !isDigit(byte) else { return 0 }
        if byte == UInt8(ascii: "~") { return -1 }
        let isLetter = (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
        return isLetter ? Int(byte) : Int(byte) + 256
    }
}
