import Foundation
import Testing
import Values

@testable import Jinja

/// The same templates rendered by ansible-core and by us; where it is not installed, this is skipped visibly.
///
/// `SWIFTPLAY_PYTHON` names a Python that has ansible-core; without it `.build/venv/bin/python` is tried. The templates
/// are those of `Differential/cases` and 1,000 made after the language's grammar. With `SWIFTPLAY_FUZZ` there are as many
/// of these as it says, from the number in `SWIFTPLAY_FUZZ_SEED`, and the grids of cases are tried whole.
@Suite(.enabled(if: Oracle.python != nil, "no Python with ansible-core: set SWIFTPLAY_PYTHON"))
struct DifferentialTests {
    @Test func `templates give what ansible-core gives`() throws {
        let cases = try Oracle.cases(ofGrammar: Oracle.grammarCases, seed: Oracle.grammarSeed)
        #expect(cases.count { !$0.isOfGrammar } >= 2500)
        #expect(cases.count { $0.isOfGrammar } > Oracle.grammarCases * 9 / 10)
        let judged = cases.filter { Oracle.known[$0.text] == nil && !$0.hasRangeAsKey }
        let disagreements = judged.compactMap { $0.difference() }
        #expect(
            disagreements.isEmpty,
            "\(disagreements.count) of \(judged.count), seed \(Oracle.grammarSeed):\n\(disagreements.joined(separator: "\n"))"
        )
    }
}

/// ansible-core as the specification.
enum Oracle {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Differential")

    static let python: String? = {
        let build = folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: ".build/venv/bin/python").path
        let named = ProcessInfo.processInfo.environment["SWIFTPLAY_PYTHON"]
        return [named, build].compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// In a short run one case of so many of the grids is tried.
    static let stride = number("SWIFTPLAY_FUZZ") == nil ? 7 : 1
    static let grammarCases = number("SWIFTPLAY_FUZZ") ?? 1000
    static let grammarSeed = number("SWIFTPLAY_FUZZ_SEED") ?? 1

    /// Cases in which we differ, with the reason.
    static let known: [String: String] = {
        var known = [
            "{{ '{1, 2}' }}": "data has no sets", "{{ '[...]' }}": "data has no ellipsis",
            "{{ t[108] }}": "data has no ellipsis", "{{ s if n }}": "nothing undefined leaves a template",
            "{{ minus ** float }}": "there are no complex numbers",
        ]
        for name in ["no", "nothing", "zero", "void", "blank"] { known["{{ \(name) | urlsplit }}"] = bytes }
        return known
    }()

    private static let bytes = "Python takes what is empty for bytes here"

    private static func number(_ variable: String) -> Int? {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
    }

    static func cases(ofGrammar count: Int, seed: Int) throws -> [OracleCase] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python ?? "")
        process.arguments = ["-B", folder.appending(path: "render.py").path] + [stride, count, seed].map(String.init)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try read(String(decoding: data, as: UTF8.self))
    }

    private static func read(_ text: String) throws -> [OracleCase] {
        var variables: Mapping = [:]
        var cases: [OracleCase] = []
        for text in text.split(separator: "\n") {
            guard let line = try JSONReader.value(of: String(text)).map else { continue }
            if line["text"] == nil {
                variables = line["variables"]?.map ?? [:]
            } else {
                cases.append(OracleCase(line: line, groupVariables: variables))
            }
        }
        return cases
    }
}

/// One case and what ansible-core made of it.
struct OracleCase {
    let line: Mapping
    let groupVariables: Mapping

    var text: String { line["text"]?.text ?? JSONWriter().write(line["text"] ?? .null) }
    var isOfGrammar: Bool { line["group"]?.text == "grammar" }

    /// Whether a range is the key of a mapping, which Python alone allows.
    var hasRangeAsKey: Bool { text.contains("{range(") || line["result"]?.text?.contains("{range(") ?? false }

    /// What differs, told in one line; `nil` if we agree.
    func difference() -> String? {
        let name = "\(line["group"]?.text ?? "") \(JSONWriter().write(.string(text)))"
        let wanted = line["result"]?.text
        do {
            let got = Shown.text(try result())
            guard let wanted else { return "\(name): got \(got), ansible fails: \(line["error"]?.text ?? "")" }
            return got == wanted ? nil : "\(name): got \(got), ansible gives \(wanted)"
        } catch let error as TemplateError {
            guard let wanted else { return nil }
            return "\(name): we fail (\(error.diagnostic.detail ?? "")), ansible gives \(wanted)"
        } catch {
            return "\(name): \(error)"
        }
    }

    private func result() throws -> Value {
        let files = Oracle.folder.appending(path: "files").path
        var context = templar(variables).context
        context.lookups = lookups(in: files, environment: ["HOME": "/root", "ORACLE": "env value"])
        context.settings.native = line["kind"]?.text == "native"
        let templar = Templar(context)
        switch line["kind"]?.text {
        case "file": return .string(try templar.render(template(text, path: files + "/case.j2"), options: options))
        case "loop":
            let (over, by) = (line["text"]?.map?["over"] ?? .null, line["text"]?.map?["by"]?.text ?? "")
            return .list(try templar.loop(over: written(over), by: by))
        case "condition": return .bool(try templar.condition(line["text"] ?? .null))
        default: return try templar.resolve(written(line["text"] ?? .null)) ?? .string("omitted")
        }
    }

    private var variables: Mapping {
        var variables = groupVariables
        for (name, value) in line["variables"]?.map ?? [:] { variables[name] = value }
        return variables
    }

    private var options: TemplateOptions {
        var options = TemplateOptions()
        for (key, value) in line["options"]?.map ?? [:] {
            switch (key.text, value) {
            case ("trim_blocks", .bool(let flag)): options.trimBlocks = flag
            case ("lstrip_blocks", .bool(let flag)): options.lstripBlocks = flag
            case ("newline_sequence", .string(let text)): options.newlineSequence = text
            case ("variable_start_string", .string(let text)): options.variableStart = text
            case ("variable_end_string", .string(let text)): options.variableEnd = text
            case ("block_start_string", .string(let text)): options.blockStart = text
            case ("block_end_string", .string(let text)): options.blockEnd = text
            default: break
            }
        }
        return options
    }
}

/// A text for a value in which `1`, `1.0`, `'1'` and `True` differ and keys keep their kind, as `render.py` writes it.
enum Shown {
    static func text(_ value: Value) -> String {
        switch value {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .int, .big, .double: value.scalarText ?? ""
        case .list(let items): "[" + items.map(text).joined(separator: ", ") + "]"
        case .map(let mapping):
            "{" + mapping.map { text($0.key) + ": " + text($0.value) }.joined(separator: ", ") + "}"
        default: JSONWriter(ensuresASCII: false).write(.string(value.text ?? ""))
        }
    }
}

/// How many damaged templates a run tries.
let fuzzRounds = ProcessInfo.processInfo.environment["SWIFTPLAY_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1000
