import Glibc
import Values

/// A certificate of OpenSSH for a key of ours; see PROTOCOL.certkeys.
enum Certificate {
    static let suffix = "-cert-v01@openssh.com"

    /// From the line of a `…-cert.pub` file; `nil` if it holds none.
    static func blob(inFile path: String) -> [UInt8]? {
        let words = UserFile.text(of: path)?.split(separator: " ") ?? []
        guard words.count >= 2, words[0].hasSuffix(suffix), let blob = Base64.decoded(words[1].trimmed) else {
            return nil
        }
        return blob
    }

    static func isCertificate(_ blob: [UInt8]) -> Bool { SSHWire.firstString(of: blob)?.hasSuffix(suffix) ?? false }

    /// An algorithm of a certificate as that of the key in it.
    static func plain(_ algorithm: String) -> String {
        algorithm.hasSuffix(suffix) ? String(algorithm.dropLast(suffix.count)) : algorithm
    }

    /// The public key that a certificate is for, as `authorized_keys` has it.
    static func key(in blob: [UInt8]) -> [UInt8]? {
        var reader = SSHWireReader(blob)
        guard let name = reader.string(), reader.string() != nil else { return nil }
        let type = plain(String(decoding: name, as: UTF8.self))
        // How many strings make the key: RSA has two numbers, ECDSA the curve and a point, Ed25519 a point.
        let count = type == "ssh-ed25519" ? 1 : 2
        var key = SSHWire()
        key.append(string: type)
        for _ in 0..<count {
            guard let part = reader.string() else { return nil }
            key.append(string: part)
        }
        return key.bytes
    }
}

/// A key that shows a certificate in place of its public half.
struct CertifiedKey: SigningKey {
    let key: any SigningKey
    let publicBlob: [UInt8]

    var name: String { "certificate of \(key.name)" }

    func sign(_ bytes: [UInt8], algorithm: String) -> [UInt8]? {
        key.sign(bytes, algorithm: Certificate.plain(algorithm))
    }
}
