internal import CLibssh2
import Glibc

/// Shows a certificate with libssh2 1.10, which has two limits: it takes the name of the algorithm from the start of the
/// blob, where a certificate of RSA says `ssh-rsa-cert-…` and a server wants `rsa-sha2-512-cert-…`; and it names the
/// signature after the certificate, where servers want the plain key's name (it knows better for ECDSA alone).
///
/// Both are put right in memory that libssh2 asks for and gives back by ``SessionMemory``: it has read the algorithm
/// from the blob when it asks for the packet, so the true blob is put in place then; and it has written the signature
/// into the packet, but not sent it, when it gives the signature back. From 1.11 on neither is needed.
final class ShownCertificate {
    /// The blob as libssh2 is given it. What is behind the algorithm's name comes in its place later.
    let blob: UnsafeMutableBufferPointer<UInt8>
    private let certificate: [UInt8]
    private let algorithm: String
    private let userLength: Int
    private var packet: UnsafeMutablePointer<UInt8>?
    private var signature: (memory: UnsafeMutableRawPointer, whole: [UInt8])?

    init(_ certificate: [UInt8], algorithm: String, user: String) {
        self.certificate = certificate
        self.algorithm = algorithm
        userLength = user.utf8.count
        var start = SSHWire()
        start.append(string: algorithm)
        blob = .allocate(capacity: max(certificate.count, start.bytes.count))
        blob.initialize(repeating: 0)
        for (index, byte) in (start.bytes + certificate.dropFirst(start.bytes.count)).enumerated() {
            blob[index] = byte
        }
    }

    deinit { blob.deallocate() }

    /// The length of a request for this key without the signature; RFC 4252 section 7.
    private var requestLength: Int { 45 + userLength + algorithm.utf8.count + blob.count }

    /// libssh2 gets memory: if it is that of the packet, the blob is put in its true form before it is copied there.
    func allocated(_ memory: UnsafeMutableRawPointer?, _ count: Int) {
        guard packet == nil, count == requestLength + 12 + algorithm.utf8.count + blob.count else { return }
        packet = memory?.assumingMemoryBound(to: UInt8.self)
        for (index, byte) in certificate.enumerated() { blob[index] = byte }
    }

    /// So many bytes of a signature that, with the name libssh2 puts before them, take the place of the true ones.
    func excerpt(of whole: [UInt8]) -> ArraySlice<UInt8> {
        Self.needsRenaming(algorithm) ? whole.dropLast(Certificate.suffix.utf8.count) : whole[...]
    }

    /// The memory in which libssh2 gets the signature's excerpt.
    func handedOver(_ memory: UnsafeMutableRawPointer, _ whole: [UInt8]) { signature = (memory, whole) }

    /// libssh2 gives memory back: if it is the signature, what was written of it is put right.
    func freed(_ memory: UnsafeMutableRawPointer?) {
        guard let signature, signature.memory == memory, let packet, Self.needsRenaming(algorithm) else { return }
        self.signature = nil
        let excerpt = excerpt(of: signature.whole)
        let written = Self.signature(algorithm, excerpt)
        let wanted = Self.signature(Certificate.plain(algorithm), signature.whole[...])
        let place = packet + requestLength
        guard written.count == wanted.count, memcmp(place, written, written.count) == 0 else { return }
        memcpy(place, wanted, wanted.count)
    }

    private static func signature(_ name: String, _ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var inner = SSHWire()
        inner.append(string: name)
        inner.append(string: bytes)
        var whole = SSHWire()
        whole.append(string: inner.bytes)
        return whole.bytes
    }

    private static func needsRenaming(_ algorithm: String) -> Bool {
        !algorithm.hasPrefix("ecdsa-") && libssh2_version(0x010b00) == nil
    }
}
