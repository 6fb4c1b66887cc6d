import Foundation
import Testing
import Values

@testable import Jinja

/// The same templates rendered by ansible-core and by us; where it is not installed, this is skipped visibly.
///
/// `SWIFTPLAY_PYTHON` names a Python that has ansible-core; without it `.build/venv/bin/python` is tried.
@Suite(.enabled(if: Oracle.python != nil, "no Python with ansible-core: set SWIFTPLAY_PYTHON"))
struct DifferentialTests {
    @Test func `templates give what ansible-core gives`() throws {
        let cases = try Oracle.cases()
        #expect(cases.count > 500)
        var disagreements: [String] = []
        for one in cases where Oracle.known[one.text] == nil {
            if let difference = one.difference() { disagreements.append(difference) }
        }
        #expect(
            disagreements.isEmpty, "\(disagreements.count) of \(cases.count):\n\(disagreements.joined(separator: "\n"))"
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

    /// Cases in which we differ on purpose, with the reason.
    static let known: [String: String] = [:]

    static func cases() throws -> [OracleCase] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python ?? "")
        process.arguments = ["-B", folder.appending(path: "render.py").path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
            OracleCase(try JSONReader.value(of: String(line)).map ?? [:])
        }
    }
}

/// One case and what ansible-core made of it.
struct OracleCase {
    let line: Mapping
    var text: String { line["text"]?.text ?? JSONWriter().write(line["text"] ?? .null) }

    init(_ line: Mapping) { self.line = line }

    /// What differs, told in one line; `nil` if we agree.
    func difference() -> String? {
        let name = "\(line["group"]?.text ?? "") \(JSONWriter().write(.string(text)))"
        let wanted = line["result"].map { JSONWriter(sortsKeys: false, ensuresASCII: false).write($0) }
        do {
            let got = JSONWriter(sortsKeys: false, ensuresASCII: false).write(try result())
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
        let variables = line["variables"]?.map ?? [:]
        let files = Oracle.folder.appending(path: "files").path
        var context = templar(variables).context
        context.lookups = LookupContext(workingDirectory: files, environment: ["HOME": "/root", "ORACLE": "env value"])
        let templar = Templar(context)
        switch line["kind"]?.text {
        case "file": return .string(try templar.render(template(text, path: files + "/case.j2"), options: options))
        case "condition": return .bool(try templar.condition(line["text"] ?? .null))
        default: return try templar.resolve(written(line["text"] ?? .null)) ?? .string("omitted")
        }
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

/// How many damaged templates a run tries.
let fuzzRounds = ProcessInfo.processInfo.environment["SWIFTPLAY_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1000
