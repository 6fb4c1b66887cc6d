import Values

/// The outer form of vaulted content: a header line, then hexadecimal digits in lines of eighty.
///
/// `$ANSIBLE_VAULT;1.1;AES256`, or `$ANSIBLE_VAULT;1.2;AES256;LABEL` where the password has a name.
package struct VaultEnvelope: Sendable {
    package static let mark = "$ANSIBLE_VAULT"

    package enum Flaw: Error, Hashable {
        case noHeader
        case unsupported(version: String, cipher: String)
        /// The digits do not hold a salt, an authentication code and content.
        case damaged(String)
    }

    /// The vault id in the header; `nil` in version 1.1.
    package let label: String?
    let salt: [UInt8]
    let code: [UInt8]
    let content: [UInt8]

    init(label: String?, salt: [UInt8], code: [UInt8], content: [UInt8]) {
        self.label = label
        self.salt = salt
        self.code = code
        self.content = content
    }

    /// Whether bytes begin as vaulted content does.
    package static func isVaulted(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: mark.utf8) }

    /// Reads the form. Line ends of any kind and blanks around lines are passed over.
    package init(_ text: String) throws(Flaw) {
        let lines = text.split { $0.isNewline }.map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
        let header = (lines.first ?? "").split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        guard header.count >= 3, header[0] == Self.mark else { throw .noHeader }
        guard ["1.1", "1.2"].contains(header[1]), header[2] == "AES256" else {
            throw .unsupported(version: header[1], cipher: header[2])
        }
        label = header.count > 3 && header[1] == "1.2" ? header[3] : nil
        guard let body = Hexadecimal.bytes(Array(lines.dropFirst().joined().utf8)) else {
            throw .damaged("its lines contain something other than pairs of hexadecimal digits")
        }
        let parts = body.split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let salt = Hexadecimal.bytes(parts[0]), let code = Hexadecimal.bytes(parts[1]),
            let content = Hexadecimal.bytes(parts[2]), !salt.isEmpty, code.count == VaultCipher.codeLength
        else { throw .damaged("it is incomplete") }
        self.salt = salt
        self.code = code
        self.content = content
    }

    /// The envelope as it stands in a file, with a line break at its end.
    package var text: String {
        let header = label.map { "\(Self.mark);1.2;AES256;\($0)" } ?? "\(Self.mark);1.1;AES256"
        let body = [salt.hexadecimal, code.hexadecimal, content.hexadecimal].joined(separator: "\n")
        let digits = Array(Array(body.utf8).hexadecimal.utf8)
        let lines = stride(from: 0, to: digits.count, by: 80).map { start in
            String(decoding: digits[start..<min(start + 80, digits.count)], as: UTF8.self)
        }
        return ([header] + lines).joined(separator: "\n") + "\n"
    }
}

enum Hexadecimal {
    /// `nil` if there is an odd digit or something that is none.
    static func bytes(_ digits: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            guard let value = value(digit) else { return nil }
            if let first = high { bytes.append(first << 4 | value) }
            high = high == nil ? value : nil
        }
        return high == nil ? bytes : nil
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
