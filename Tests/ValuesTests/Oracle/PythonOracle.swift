import Foundation
import Testing

@testable import Values

/// Asks Python what it makes of cases, all of them in one process.
///
/// The interpreter is `SWIFTPLAY_PYTHON` or `.build/venv/bin/python`; without one the tests are skipped visibly.
enum PythonOracle {
    static let interpreter: String? = {
        let named = ProcessInfo.processInfo.environment["SWIFTPLAY_PYTHON"]
        return [named, ".build/venv/bin/python"].compactMap(\.self)
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static let isHere = interpreter != nil

    /// What Python makes of a case: an answer, or a refusal that says what is wrong and where.
    struct Verdict {
        let answer: Value?
        let refusal: Mapping?
    }

    /// One answer per case; `nil` where Python refuses it.
    static func answers(_ cases: [Value]) throws -> [Value?] { try verdicts(cases).map(\.answer) }

    static func verdicts(_ cases: [Value]) throws -> [Verdict] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(interpreter))
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "oracle.py")
        process.arguments = [script.path]
        let questions = FileManager.default.temporaryDirectory.appending(path: "oracle-\(UUID().uuidString)")
        try Data(cases.map { JSONWriter().write($0) + "\n" }.joined().utf8).write(to: questions)
        defer { try? FileManager.default.removeItem(at: questions) }
        process.standardInput = try FileHandle(forReadingFrom: questions)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == cases.count)
        return try lines.map { line in
            let reply = try #require(try JSONReader.value(of: String(line)).map)
            return Verdict(answer: reply["answer"], refusal: reply["error"]?.map)
        }
    }
}

extension Value {
    /// The value with its types spelled out, as the oracle answers.
    var typed: Value {
        switch self {
        case .null: "null"
        case .bool(let flag): .string("bool:" + (flag ? "True" : "False"))
        case .int, .big: .string("int:\(scalarText ?? "")")
        case .double(let double): .string("float:" + double.pythonText)
        case .list(let items): .list(items.map(\.typed))
        case .map(let mapping): ["pairs": .list(mapping.map { .list([$0.key.typed, $0.value.typed]) })]
        default: .string("str:" + (text ?? ""))
        }
    }
}
