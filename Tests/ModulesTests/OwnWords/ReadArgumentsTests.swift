import Foundation
import Testing

/// An argument that is declared and never read would be ignored in silence.
@Suite struct ReadArgumentsTests {
    private struct Declared: Hashable {
        let name: String
        let help: String
    }

    private static let saysSo = ["Accepted", "no effect", "without effect", "Not used"]

    @Test(arguments: ["Modules", "Runner/Actions"])
    func `each argument is read, or its help says that it has no effect`(folder: String) throws {
        let code = try contents(below: folder)
        let declared = code.matches(of: /@Argument\(\s*"((?:[^"\\]|\\.)*)"[^@]*?\bvar\s+`?(\w+)`?\s*:/)
            .map { Declared(name: String($0.output.2), help: String($0.output.1)) }
        #expect(declared.count > 20)
        let words = code.matches(of: /\w+/).reduce(into: [Substring: Int]()) { $0[$1.output, default: 0] += 1 }
        let declarations = declared.reduce(into: [String: Int]()) { $0[$1.name, default: 0] += 1 }
        let ignored = Set(declared).filter { words[$0.name[...], default: 0] <= declarations[$0.name, default: 0] }
        #expect(ignored.filter { argument in !Self.saysSo.contains { argument.help.contains($0) } } == [])
    }

    private func contents(below folder: String) throws -> String {
        let root = SourceText.sources.appending(path: folder)
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
        return try (files ?? []).filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    }
}
