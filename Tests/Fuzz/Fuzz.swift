import Inventory
import Jinja
import Values
import Vault

/// What libFuzzer calls for each input: the first byte says which reader gets the rest.
///
/// A reader may refuse anything, but answers soon, with little memory, and never traps.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = bytes.first, let reader = Reader(rawValue: first) else { return 0 }
    reader.read(Array(bytes.dropFirst()))
    return 0
}

/// The readers of text that others wrote. `scripts/fuzz` puts these letters before the files it begins with.
private enum Reader: UInt8 {
    case yaml = 0x59  // Y
    case json = 0x4A  // J
    case template = 0x54  // T
    case expression = 0x45  // E
    case regex = 0x52  // R
    case inventory = 0x49  // I
    case vault = 0x56  // V
    case keyValues = 0x4B  // K

    func read(_ bytes: [UInt8]) {
        guard let file = try? SourceFile.decode(bytes, path: "fuzz") else { return }
        switch self {
        case .yaml: readYAML(file)
        case .json: _ = try? JSONReader.read(file)
        case .template: _ = Templar.check(TemplateText(file: file))
        case .expression: _ = Templar.check(expression: TemplateText(file: file))
        case .regex: _ = try? PythonRegex(file.text)
        case .inventory: _ = try? Inventory.load(text: file)
        case .vault: _ = try? VaultEnvelope(file.text)
        case .keyValues:
            _ = KeyValueText(file.text)
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
