import ModuleKit
import Values

/// A number of bytes as people write it: `512m`, `1.5G`, `64MiB`, 1048576; `unlimited` and -1 for no limit.
struct ByteCount: ArgumentValue, Hashable {
    let bytes: Int

    static var typeName: String { "size" }

    static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> ByteCount {
        let text = try String.parse(value, resources)
        guard let bytes = read(text) else {
            throw ArgumentProblem("must be a number of bytes such as 512M, not \(text)")
        }
        return ByteCount(bytes: bytes)
    }

    private static func read(_ text: String) -> Int? {
        if ["unlimited", "-1"].contains(text) { return -1 }
        let number = text.prefix { $0.isNumber || $0 == "." }
        let unit = text.dropFirst(number.count).drop { $0 == " " }.uppercased()
        guard let count = Double(number), let power = power(of: unit) else { return nil }
        let bytes = (0..<power).reduce(count) { product, _ in product * 1024 }
        return bytes < 9e18 ? Int(bytes.rounded()) : nil
    }

    private static func power(of unit: String) -> Int? {
        guard let first = unit.first, first != "B" else { return unit.count < 2 || unit == "BYTES" ? 0 : nil }
        guard ["", "B", "IB"].contains(unit.dropFirst()) else { return nil }
        return Array("KMGTPEZY").firstIndex(of: first).map { $0 + 1 }
    }
}
