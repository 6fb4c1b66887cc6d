import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The `f`, `e` and `g` forms of numbers that are not negative, rounded as C rounds them.
enum FloatFormat {
    static func fixed(_ value: Double, digits: Int) -> String { print("%.*f", digits, value) }
    static func scientific(_ value: Double, digits: Int) -> String { print("%.*e", digits, value) }

    /// - Parameter keepsPoint: as `str.format` without a type: at least one digit behind the point.
    static func general(
        _ value: Double, digits: Int, keepsZeros: Bool = false, keepsPoint: Bool = false
    ) -> String {
        let text = print(keepsZeros ? "%#.*g" : "%.*g", digits, value)
        guard keepsPoint, !text.contains("."), !text.contains("e") else { return text }
        return text + ".0"
    }

    private static func print(_ format: String, _ digits: Int, _ value: Double) -> String {
        let digits = Int32(clamping: min(digits, 1000))
        return withVaList([digits, value]) { arguments in
            var buffer = [CChar](repeating: 0, count: 1400)
            let length = vsnprintf(&buffer, buffer.count, format, arguments)
            return String(decoding: buffer.prefix(Int(max(0, length))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}

extension Python {
    /// `round(value, digits)` of a finite number. It is exact in decimal, so the shortest way is through that.
    static func rounded(_ value: Double, digits: Int) -> Double {
        let text = FloatFormat.fixed(value.magnitude, digits: digits)
        return (value.sign == .minus ? -1 : 1) * (Double(text) ?? value.magnitude)
    }
}
