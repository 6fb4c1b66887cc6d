import ModuleTesting

/// Keys and certificates, by the host's own openssl and ssh-keygen.
enum KeyStories {
    static let all = [pairs, certificates]

    private static let pairs = HostStory(
        "pairs of SSH keys",
        [
            HostTask(
                "openssh_keypair", "{path: /srv/key, type: ed25519, comment: hello}", before: "rm -f /srv/key*",
                proof: "test $(stat -c %a /srv/key) = 600 && grep ' hello$' /srv/key.pub && ssh-keygen -yf /srv/key"),
            HostTask(
                "openssh_keypair", "{path: /srv/key, type: ed25519, comment: again}",
                proof: "grep ' again$' /srv/key.pub"),
            HostTask("openssh_keypair", "{path: /srv/key, type: ecdsa, size: 384, mode: '0640'}"),
            HostTask(
                "openssh_keypair", "{path: /srv/locked, type: ed25519, passphrase: s3cret phrase}",
                before: "rm -f /srv/locked*",
                proof: "! ssh-keygen -y -P '' -f /srv/locked && ssh-keygen -y -P 's3cret phrase' -f /srv/locked"),
            HostTask(
                "openssh_keypair", "{path: /srv/key, state: absent}",
                proof: "test ! -e /srv/key && test ! -e /srv/key.pub"),
        ])

    private static let certificates = HostStory(
        "keys, requests and certificates",
        [
            HostTask(
                "openssl_privatekey", "{path: /srv/ca.key, type: ECC, curve: secp256r1, passphrase: s3cret}",
                before:
                    "rm -f /srv/ca.* /srv/shop.*; command -v openssl || { apt-get -qq update; apt-get -qq install -y openssl; } >/dev/null",
                proof: "openssl pkey -in /srv/ca.key -passin pass:s3cret -noout && test $(stat -c %a /srv/ca.key) = 600"
            ),
            HostTask(
                "openssl_csr",
                "{path: /srv/ca.csr, privatekey_path: /srv/ca.key, privatekey_passphrase: s3cret, common_name: Orchard, use_common_name_for_san: false, basic_constraints: ['CA:TRUE'], basic_constraints_critical: true, key_usage: [keyCertSign]}",
                proof: "openssl req -in /srv/ca.csr -noout -text | grep CA:TRUE"),
            HostTask(
                "x509_certificate",
                "{path: /srv/ca.pem, csr_path: /srv/ca.csr, privatekey_path: /srv/ca.key, privatekey_passphrase: s3cret, provider: selfsigned}",
                proof: "openssl verify -CAfile /srv/ca.pem /srv/ca.pem"),
            HostTask("openssl_privatekey", "{path: /srv/shop.key, size: 2048, format: pkcs8}"),
            HostTask(
                "openssl_privatekey", "{path: /srv/shop.key, size: 2048, format: pkcs1, format_mismatch: convert}",
                proof: "grep 'BEGIN RSA PRIVATE KEY' /srv/shop.key"),
            HostTask(
                "openssl_csr",
                "{path: /srv/shop.csr, privatekey_path: /srv/shop.key, common_name: 'a shop, #1', country_name: SE, subject_alt_name: ['DNS:shop.example.net', 'IP:10.9.0.1'], extended_key_usage: [serverAuth], ocsp_must_staple: true}",
                proof: "openssl req -in /srv/shop.csr -noout -subject | grep 'a shop, #1'"),
            HostTask(
                "x509_certificate",
                "{path: /srv/shop.pem, csr_path: /srv/shop.csr, provider: ownca, ownca_path: /srv/ca.pem, ownca_privatekey_path: /srv/ca.key, ownca_privatekey_passphrase: s3cret, ownca_not_after: +90d}",
                proof:
                    "openssl verify -CAfile /srv/ca.pem /srv/shop.pem && openssl x509 -in /srv/shop.pem -noout -checkend 7700000"
            ),
            HostTask("x509_certificate", "{path: /srv/shop.pem, state: absent, backup: true}"),
        ])
}
