import ModuleKit

/// When a key that exists is replaced.
enum KeyRegeneration: String, ArgumentChoice {
    case never, fail
    case partialIdempotence = "partial_idempotence"
    case fullIdempotence = "full_idempotence"
    case always
}

extension KeyRegeneration {
    /// Whether a new key takes the place of the one in a file.
    ///
    /// - Parameters:
    ///   - key: `nil` if it cannot be read.
    ///   - complaint: How the key is another than asked for; `nil` if it is that one.
    /// - Throws: if that is not allowed.
    func replaces<Key>(_ key: Key?, in path: RemotePath, otherwise complaint: (Key) -> String?) throws(ModuleFailure)
        -> Bool
    {
        if self == .always { return true }
        guard let key else {
            guard self == .fullIdempotence else {
                throw ModuleFailure(
                    "the key in \(path) cannot be read: it is none, or has another passphrase",
                    hint: "set `regenerate: full_idempotence` to replace it")
            }
            return true
        }
        guard let complaint = complaint(key), self != .never else { return false }
        guard self != .fail else { throw ModuleFailure(complaint) }
        return true
    }
}
