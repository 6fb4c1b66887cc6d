/// Some characters of ASCII, for what names may consist of: `[.letters, .digits, "-_"]`.
package struct ASCIISet: Sendable, ExpressibleByStringLiteral {
    private let bytes: Set<UInt8>

    package init(stringLiteral text: String) { bytes = Set(text.utf8) }

    private init(_ bytes: some Sequence<UInt8>) { self.bytes = Set(bytes) }

    package static let letters = ASCIISet([UInt8](65...90) + [UInt8](97...122))
    package static let digits = ASCIISet(48...57)

    fileprivate func contains(_ byte: UInt8) -> Bool { bytes.contains(byte) }
}

extension StringProtocol {
    /// Whether there is something, and all of it is of these sets.
    package func consists(of sets: ASCIISet...) -> Bool {
        !isEmpty && utf8.allSatisfy { byte in sets.contains { $0.contains(byte) } }
    }
}
