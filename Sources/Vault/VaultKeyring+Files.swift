package import Values

/// Files that may be encrypted as a whole.
extension VaultKeyring {
    /// Reads a template file, opening it if it is vaulted. Bytes that are not UTF-8 stay what they are, and so does a
    /// byte order mark: they are text to be written again.
    ///
    /// Each line of a vaulted file that could hold a secret is hidden from then on, also in excerpts of messages.
    package func readTemplate(_ path: String) throws(Diagnostics) -> SourceFile {
        let bytes = try SourceFile.bytes(of: path)
        guard VaultEnvelope.isVaulted(bytes) else { return SourceFile(path: path, text: String(hostBytes: bytes)) }
        let envelope = SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self))
        let file = SourceFile(path: path, text: String(hostBytes: try plainBytes(of: envelope)), isVaulted: true)
        registerText(file.text)
        return file
    }

    /// The same for bytes that were read already.
    package func text(of bytes: [UInt8], path: String) throws(Diagnostics) -> SourceFile {
        let (file, isVaulted) = try open(bytes, path)
        if isVaulted { registerText(file.text) }
        return file
    }

    /// Reads the text of a file of variables, opening it if it is vaulted; what is secret in it are the values.
    package func readVariables(_ path: String) throws(Diagnostics) -> SourceFile {
        let (file, isVaulted) = try open(try SourceFile.bytes(of: path), path)
        guard isVaulted else { return file }
        if let root = (try? DataFile.read(file))?.root { registerValues(of: root) } else { registerText(file.text) }
        return file
    }

    /// Reads a file of YAML or JSON, opening it if it is vaulted; the texts and long numbers in it are then secret.
    package func readYAML(_ path: String) throws(Diagnostics) -> YAMLDocument {
        let (file, isVaulted) = try open(try SourceFile.bytes(of: path), path)
        guard isVaulted else { return try DataFile.read(file) }
        do {
            let document = try DataFile.read(file)
            if let root = document.root { registerValues(of: root) }
            return document
        } catch {
            registerText(file.text)
            throw error
        }
    }

    private func open(_ bytes: [UInt8], _ path: String) throws(Diagnostics) -> (SourceFile, isVaulted: Bool) {
        guard VaultEnvelope.isVaulted(bytes) else { return (try SourceFile.decode(bytes, path: path), false) }
        let envelope = SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self))
        return (try SourceFile.decode(try plainBytes(of: envelope), path: path, isVaulted: true), true)
    }

    private func plainBytes(of file: SourceFile) throws(Diagnostics) -> [UInt8] {
        do {
            return try plainBytes(of: file.text, at: SourceSpan(file, line: 1, column: 1))
        } catch {
            throw Diagnostics(error)
        }
    }
}
