import Values

extension Filter {
    static var hardwareAddresses: [Filter] {
        [
            Filter("hwaddr", "query='', alias=none", hardwareAddress),
            Filter("macaddr", "query=''", hardwareAddress),
        ]
    }

    @Sendable private static func hardwareAddress(
        _ input: Object, _ bound: Bound, _: Evaluation
    ) throws(Fault) -> Object {
        if case .undefined(let undefined) = input { throw undefined.fault }
        let (text, query) = (try Python.text(input), try bound.text(0))
        guard let address = HardwareAddress(text) else {
            if ["", "bool"].contains(query) { return .none }
            throw Fault.failed("not a hardware address", "`\(text)` is not a hardware address.")
        }
        switch query {
        case "": return input
        case "bool": return .bool(true)
        case "bare": return .string(address.grouped(by: 12, "").uppercased())
        case "cisco": return .string(address.grouped(by: 4, "."))
        case "eui48", "win": return .string(address.grouped(by: 2, "-").uppercased())
        case "linux": return .string(address.grouped(by: 2, ":"))
        case "unix": return .string(address.bytes.map { String($0, radix: 16) }.joined(separator: ":"))
        case "pgsql", "postgresql", "psql": return .string(address.grouped(by: 6, ":"))
        case "int": return .int(Int(address.number))
        default: throw Fault.failed("unknown hardware address format", "`\(query)` is not supported.")
        }
    }
}

/// The address of a network card, in any of the forms people write.
struct HardwareAddress {
    let number: UInt64

    /// The number of groups, the digits each may have, and what stands between them.
    private static let forms = [
        (6, 1...2, ":"), (6, 1...2, "-"), (3, 1...4, ":"), (3, 1...4, "-"), (3, 1...4, "."), (2, 5...6, "-"),
        (2, 5...6, ":"), (1, 11...12, "-"),
    ]

    init?(_ text: String) {
        for (count, digits, mark) in Self.forms {
            let groups = Python.split(text, on: mark, limit: -1, fromRight: false)
            guard groups.count == count, groups.allSatisfy({ digits.contains($0.utf8.count) }) else { continue }
            guard groups.joined().allSatisfy({ $0.isASCII && $0.isHexDigit }) else { continue }
            number = groups.reduce(0) { $0 << UInt64(48 / count) | (UInt64($1, radix: 16) ?? 0) }
            return
        }
        return nil
    }

    var bytes: [UInt8] { stride(from: 40, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) } }

    func grouped(by size: Int, _ mark: String) -> String {
        let digits = bytes.hexadecimal
        return stride(from: 0, to: 12, by: size).map { String(digits.dropFirst($0).prefix(size)) }
            .joined(separator: mark)
    }

    /// The part of an address of version 6 that a card makes for itself (RFC 4291, appendix A).
    var interface: UInt64 {
        let (high, low) = (number >> 24, number & 0xFF_FFFF)
        return (high << 40 | 0xFF_FE00_0000 | low) ^ 0x0200_0000_0000_0000
    }
}
