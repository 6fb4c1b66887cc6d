/// A file of variables: YAML, or JSON under whatever name.
package enum DataFile {
    /// Reads JSON where the text begins like it and is well formed, otherwise YAML, as Ansible does: YAML knows most
    /// of JSON, but not tabs.
    package static func read(_ file: SourceFile) throws(Diagnostics) -> YAMLDocument {
        let first = file.text.utf8.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "["), let root = try? JSONReader.read(file) {
            return YAMLDocument(root: root, warnings: [])
        }
        return try YAMLReader.read(file)
    }
}
