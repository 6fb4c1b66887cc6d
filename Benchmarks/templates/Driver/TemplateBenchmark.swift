import Jinja
import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How fast templates and conditions are, for `Benchmarks/templates/run`.
///
/// usage: template-benchmark render TEMPLATE VARIABLES SECONDS       renderings in a second
///        template-benchmark conditions EXPRESSIONS VARIABLES HOSTS  seconds for each expression on each host
///
/// Variables are a JSON object, expressions a JSON list. Prints one number.
@main enum TemplateBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 4, let amount = Double(arguments.last ?? "") else {
            return print("usage: see the source")
        }
        let paths = Array(arguments.dropFirst().prefix(2))
        let variables = Variables(try JSONReader.value(of: try text(of: paths[1])).map ?? [:])
        switch arguments.first {
        case "render": print(try render(paths[0], variables, seconds: amount))
        default: print(try judge(paths[0], variables, hosts: Int(amount)))
        }
    }

    private static func text(of path: String) throws -> String { try SourceFile.read(path).text }

    private static func render(_ path: String, _ variables: Variables, seconds: Double) throws -> Double {
        let template = TemplateText(file: SourceFile(path: path, text: try text(of: path)))
        let templar = templar(over: variables)
        let start = processorSeconds()
        var count = 0.0
        while processorSeconds() - start < seconds {
            _ = try templar.render(template)
            count += 1
        }
        return count / (processorSeconds() - start)
    }

    private static func templar(over variables: Variables) -> Templar {
        let lookups = LookupContext(nothing, hosts: { _ in [] }, workingDirectory: "/")
        return Templar(TemplateContext(scope: variables, lookups: lookups))
    }

    /// No template of the benchmark looks at the machine.
    private static let nothing = ControllerAccess(
        environment: [:], startDirectory: "/", openVaultFile: nil, seal: { text, _, _, _ in text },
        unseal: { _, _ in nil },
        fetch: { request throws(Diagnostic) in throw Diagnostic("lookup", "\(request.url) is not fetched") },
        configuration: { _ in nil })

    /// Each host has variables of its own around the shared ones, as in a run.
    private static func judge(_ path: String, _ variables: Variables, hosts: Int) throws -> Double {
        let expressions = (try JSONReader.value(of: try text(of: path)).list ?? []).compactMap(\.text).map {
            TemplateText($0, expressionAt: nil)
        }
        let start = processorSeconds()
        for host in 0..<hosts {
            let templar = templar(over: variables.ofHost(host))
            for expression in expressions { _ = try templar.condition(expression: expression) }
        }
        return processorSeconds() - start
    }

    /// Time of the processor, so that other work on the machine does not count.
    private static func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}

/// Variables whose texts with markers are templates, as in a file.
private struct Variables: VariableScope {
    private var values: [String: Variable] = [:]

    init(_ mapping: Mapping) {
        for (name, value) in mapping { values[name.text ?? ""] = .value(Self.written(value)) }
    }

    func lookUp(_ name: String) -> Variable? { values[name] }
    var names: [String] { values.keys.sorted() }

    func ofHost(_ number: Int) -> Variables {
        var variables = self
        variables.values["inventory_hostname"] = .value(.string("host\(number)"))
        variables.values["number"] = .value(.int(number))
        return variables
    }

    private static func written(_ value: Value) -> Value {
        switch value {
        case .string(let text) where TemplateText.hasMarkers(text):
            .template(TemplateText(file: SourceFile(path: "variables", text: text)))
        case .list(let items): .list(items.map(written))
        case .map(let mapping): .map(mapping.mapValues(written))
        default: value
        }
    }
}
