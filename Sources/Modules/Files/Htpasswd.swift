import ModuleKit
import Values

/// Manages the users of a web server's password file.
struct Htpasswd: SettingFileAttributes {
    static let doc = ModuleDoc(
        "htpasswd", "Manage the users of a web server's password file.", collection: "community.general",
        refused: FileAttributeArguments.refused, returns: [ReturnValue("msg", "What is so, or has been done.")],
        differences: """
            Passwords are hashed on the control node, and nothing needs to be installed on the host. The schemes are \
            `apr_md5_crypt`, `bcrypt`, `des_crypt`, `ldap_sha1`, `md5_crypt`, `plaintext`, `sha256_crypt` and \
            `sha512_crypt`, and `portable_apache22` and `portable_apache24` for the first two.
            """,
        examples: """
            - name: Let the picker see the orchard
              community.general.htpasswd:
                path: /etc/nginx/orchard.users
                name: picker
                password: "{{ picker_password }}"
                owner: root
                group: www-data
                mode: "0640"
            - htpasswd: { path: /etc/nginx/orchard.users, name: picker, password: s3cret, hash_scheme: bcrypt }
            - htpasswd: { path: /etc/nginx/orchard.users, name: picker, state: absent }
            """)

    @Argument("The file of the users.", aliases: "dest", "destfile") var path: RemotePath
    @Argument("Name of the user.", aliases: "username") var name: String
    @Argument("The user's password.") var password: Secret?
    @Argument("How a new password is hashed.", aliases: "crypt_scheme") var hashScheme: String = "apr_md5_crypt"
    @Argument("Whether the user should be in the file.") var state: Presence = .present
    @Argument("Create the file, and its directory, if it is missing.") var create: Bool = true
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [.required("password", when: "state", is: "present")]

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        guard (1...255).contains(name.utf8.count), !name.utf8.contains(where: { [0, 9, 10, 13, 58].contains($0) })
        else {
            throw ModuleFailure("not a name of a user: \(name)", hint: "it has up to 255 bytes and no colon")
        }
        _ = try scheme
    }

    var probe: Probe<HtpasswdHost> {
        get throws(ModuleFailure) {
            let scheme = try scheme
            return TextFile.probe(path, creates: create && state == .present).map { text throws(ModuleFailure) in
                HtpasswdHost(text: text, wanted: try wanted(of: text.bytes, scheme))
            }
        }
    }

    func changes(from host: HtpasswdHost) throws(ModuleFailure) -> [Change] {
        guard host.text.exists || state == .present else { return [] }
        guard host.text.exists || create else {
            throw ModuleFailure("there is no file \(path)", hint: "`create: true` creates it")
        }
        let edit = TextEdit(attributes: attributes, backup: false, validate: nil)
        return edit.changes(of: host.text, to: host.wanted, named: path)
    }

    func result(_ applied: Applied<HtpasswdHost>) -> ModuleResult {
        let edit = TextEdit(attributes: attributes, backup: false, validate: nil)
        return edit.report(message(applied.before), applied.changes, after: nil)
    }

    private func message(_ host: HtpasswdHost) -> String {
        let isRight = host.text.bytes == host.wanted
        return switch (state, isRight) {
        case (.present, true): "\(name) has this password"
        case (.present, false): host.text.exists ? "set the password of \(name)" : "created the file with \(name)"
        case (.absent, true): "there is no user \(name)"
        case (.absent, false): "removed \(name)"
        }
    }
}

/// What `htpasswd` must know of the host, and what it makes of it.
struct HtpasswdHost: Sendable {
    var text: TextFile
    /// Contents of the file.
    var wanted: [UInt8]
}

/// The lines of the file.
extension Htpasswd {
    private var scheme: PasswordScheme {
        get throws(ModuleFailure) {
            let aliases: [String: PasswordScheme] = [
                "portable_apache22": .aprMD5, "host_apache22": .aprMD5, "portable_apache24": .bcrypt,
                "host_apache24": .bcrypt, "portable": .bcrypt,
            ]
            guard let scheme = PasswordScheme(rawValue: hashScheme) ?? aliases[hashScheme] else {
                let known = PasswordScheme.allCases.map(\.rawValue)
                throw ModuleFailure(
                    "not a supported hash scheme: \(hashScheme)",
                    hint: Suggestion.question(for: hashScheme, among: known)
                        ?? "one of \(known.joined(separator: ", "))")
            }
            return scheme
        }
    }

    private func wanted(of bytes: [UInt8], _ scheme: PasswordScheme) throws(ModuleFailure) -> [UInt8] {
        var lines = String(hostBytes: bytes).split(separator: "\n").map(String.init)
        let indices = lines.indices.filter { lines[$0].hasPrefix(name + ":") }
        if state == .absent {
            guard !indices.isEmpty else { return bytes }
            for index in indices.reversed() { lines.remove(at: index) }
        } else {
            let old = indices.first.map { String(lines[$0].dropFirst(name.count + 1)) }
            guard try !isRight(old, scheme) else { return bytes }
            let line = try "\(name):" + hash(scheme)
            if let index = indices.first { lines[index] = line } else { lines.append(line) }
        }
        return lines.map { $0 + "\n" }.joined().hostBytes
    }

    /// A hash by another method counts, too, if such files usually have it or the task asks for one of these.
    private func isRight(_ hash: String?, _ scheme: PasswordScheme) throws(ModuleFailure) -> Bool {
        guard let hash, let password else { return false }
        let found = PasswordScheme(of: hash)
        guard PasswordScheme.usual.contains(scheme) || found == scheme || PasswordScheme.usual.contains(found) else {
            return false
        }
        return found.matches(password, hash)
    }

    private func hash(_ scheme: PasswordScheme) throws(ModuleFailure) -> String {
        let password = password ?? Secret("")
        guard let hash = scheme.hash(password, salt: PasswordSalt(for: [path.text, name], of: password)) else {
            throw ModuleFailure(
                "the control node cannot hash by \(hashScheme)",
                hint: "its system's libcrypt.so.1 has to know the method")
        }
        guard !hash.contains(where: \.isNewline) else {
            throw ModuleFailure("a password with a line break cannot be kept as `plaintext`")
        }
        return hash
    }
}
