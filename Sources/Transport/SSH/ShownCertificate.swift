import Glibc

/// Shows a certificate under an algorithm that the server takes. libssh2 reads the algorithm from the start of the blob,
/// where a certificate of RSA says `ssh-rsa-cert-…` and a server wants `rsa-sha2-512-cert-…`.
///
/// It is put right in memory that libssh2 asks for by ``SessionMemory``: it has read the algorithm from the blob when it
/// asks for the packet, so the true blob is put in place then.
final class ShownCertificate {
    /// The blob as libssh2 is given it. What is behind the algorithm's name comes in its place later.
    let blob: UnsafeMutableBufferPointer<UInt8>
    private let certificate: [UInt8]
    private let packetLength: Int
    private var isInPlace = false

    init(_ certificate: [UInt8], algorithm: String, user: String) {
        self.certificate = certificate
        var start = SSHWire()
        start.append(string: algorithm)
        blob = .allocate(capacity: max(certificate.count, start.bytes.count))
        blob.initialize(repeating: 0)
        for (index, byte) in (start.bytes + certificate.dropFirst(start.bytes.count)).enumerated() {
            blob[index] = byte
        }
        // A request for this key with the room for its signature; RFC 4252 section 7.
        packetLength = 57 + user.utf8.count + 2 * (algorithm.utf8.count + blob.count)
    }

    deinit { blob.deallocate() }

    /// libssh2 asks for memory: if it is that of the packet, the blob is put in its true form before it is copied there.
    func asked(for count: Int) {
        guard !isInPlace, count == packetLength else { return }
        isInPlace = true
        for (index, byte) in certificate.enumerated() { blob[index] = byte }
    }
}
