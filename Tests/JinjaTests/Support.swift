import Jinja
import Values
import Vault

/// Variables in one layer, for tests.
struct TestScope: VariableScope {
    var variables: [String: Variable]

    init(_ variables: Mapping = [:]) {
        self.variables = Dictionary(
            variables.map { ($0.key.text ?? "", Variable.value($0.value)) }, uniquingKeysWith: { $1 })
    }

    func lookUp(_ name: String) -> Variable? { variables[name] }
    var names: [String] { variables.keys.sorted() }
}

/// Text as it would stand in a file called `test.yml`: a template if it has markers.
func written(_ text: String) -> Value {
    guard TemplateText.hasMarkers(text) else { return .string(text) }
    return .template(template(text))
}

func template(_ text: String, path: String = "test.yml") -> TemplateText {
    TemplateText(file: SourceFile(path: path, text: text))
}

/// Data as it would stand in a file: every text with markers is a template.
func written(_ value: Value) -> Value {
    switch value {
    case .string(let text): written(text)
    case .list(let items): .list(items.map { written($0) })
    case .map(let mapping): .map(mapping.mapValues { written($0) })
    default: value
    }
}

func templar(_ variables: Mapping = [:]) -> Templar {
    guard case .map(let variables) = written(.map(variables)) else {
        return templar(over: TestScope())
    }
    return templar(over: TestScope(variables))
}

func templar(over scope: any VariableScope) -> Templar {
    Templar(TemplateContext(scope: scope, lookups: lookups()))
}

/// Lookups in a folder of a control node that has the cipher of vaults and otherwise what is given.
func lookups(
    in folder: String = ".", environment: [String: String] = [:],
    hosts: @escaping @Sendable (String) -> [String] = { _ in [] },
    configuration: @escaping ControllerAccess.Configuration = { _ in nil }
) -> LookupContext {
    let controller = ControllerAccess(
        environment: environment, startDirectory: folder, openVaultFile: nil, seal: VaultCipher.seal,
        unseal: VaultCipher.unseal,
        fetch: { request throws(Diagnostic) in throw Diagnostic("test", "nothing at \(request.url)") },
        configuration: configuration)
    return LookupContext(controller, hosts: hosts, workingDirectory: folder)
}

/// The text a template gives.
func render(_ text: String, _ variables: Mapping = [:]) throws -> Value? {
    try templar(variables).resolve(written(text))
}
