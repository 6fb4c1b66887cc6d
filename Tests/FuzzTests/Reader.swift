import Inventory
import Jinja
import Values
import Vault

/// The readers of what others wrote. scripts/fuzz calls them by these names.
enum Reader: String, CaseIterable, Sendable {
    case yaml, json, template, expression, regex, inventory, vault
    case keyValues = "key_values"
    // Of hosts and of OpenSSH's files; see WireReaders.swift.
    case knownHosts = "known_hosts"
    case sshConfig = "ssh_config"
    case privateKey = "private_key"
    case framing, http, archive
    // Of the model service; see ModelReaders.swift.
    case hdf5, safetensors, onnx, zip, keras, csv

    func read(_ bytes: [UInt8]) {
        switch self {
        case .knownHosts, .sshConfig, .privateKey, .framing, .http, .archive: readWire(bytes)
        case .hdf5, .safetensors, .onnx, .zip, .keras, .csv: readModel(bytes)
        default: if let file = try? SourceFile.decode(bytes, path: "fuzz") { readText(file) }
        }
    }

    private func readText(_ file: SourceFile) {
        switch self {
        case .yaml: readYAML(file)
        case .json: _ = try? JSONReader.read(file)
        case .template: _ = Templar.check(TemplateText(file: file))
        case .expression: _ = Templar.check(expression: TemplateText(file: file))
        case .regex: _ = try? PythonRegex(file.text)
        case .inventory: _ = try? Inventory.load(text: file)
        case .vault: _ = try? VaultEnvelope(file.text)
        default:
            _ = try? KeyValueText(file.text)
            _ = Shlex(file.text)
            _ = try? ExtraVariables([file.text])
        }
    }

    /// What was read can be written, and is then read as the same.
    private func readYAML(_ file: SourceFile) {
        guard let root = (try? YAMLReader.read(file, isData: true))?.root else { return }
        let value = root.value
        var writer = YAMLWriter()
        writer.sortsKeys = false
        let written = writer.write(value)
        guard let again = try? YAMLReader.read(SourceFile(path: "again", text: written), isData: true) else {
            fatalError("cannot read back: \(written.debugDescription)")
        }
        let back = again.root?.value ?? .null
        precondition(JSONWriter().write(back) == JSONWriter().write(value), "read back otherwise: \(written)")
    }
}
