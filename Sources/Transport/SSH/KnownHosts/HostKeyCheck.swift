import Values

/// Decides whether the key that a server shows is that of the host we want.
struct HostKeyCheck: Sendable {
    let settings: SSHSettings
    let known: KnownHosts
    let names: [String]

    func check(_ blob: [UInt8]) throws(ConnectionError) {
        let fingerprint = Fingerprint.sha256(of: blob)
        switch known.verdict(on: blob, for: names) {
        case .known: return
        case .revoked(let entry):
            throw .hostKeyRevoked(host: settings.host, fingerprint: fingerprint, origin: entry.origin)
        case .changed where settings.checking == .off: return
        case .changed(let entry):
            throw .hostKeyChanged(
                host: settings.host, expected: Fingerprint.sha256(of: entry.blob), offered: fingerprint,
                origin: entry.origin)
        case .unknown: try meet(blob, fingerprint)
        }
    }

    private func meet(_ blob: [UInt8], _ fingerprint: String) throws(ConnectionError) {
        switch settings.checking {
        case .off: return
        case .strict:
            let note =
                known.hasOnlyAuthority(for: names)
                ? " (known_hosts has only a certificate authority for it, which is not supported)" : ""
            throw .hostKeyUnknown(host: settings.host, fingerprint: fingerprint + note)
        case .acceptNew:
            guard let file = settings.knownHostsFiles.first, let name = names.first else { return }
            let type = SSHWire.firstString(of: blob) ?? ""
            let shown = settings.hashesKnownHosts ? KnownHosts.hashed(name) : name
            KnownHostsStore.append("\(shown) \(type) \(Base64.encoded(blob))\n", to: file)
        }
    }
}
