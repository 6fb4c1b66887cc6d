import Foundation
import Testing

/// An argument that is declared and never read has no effect, which its declaration must say.
@Suite struct ReadArgumentsTests {
    @Test func `each argument of a module is read, or declared as ignored with a reason`() throws {
        let code = try DeclaredCode(folder: "Modules")
        #expect(code.declared.count > 20)
        #expect(code.unread.map(\.name).sorted() == code.ignored.sorted())
    }

    /// Some of them the loader reads, as they are written.
    @Test func `each argument of an action is read, or declared as ignored with a reason`() throws {
        let code = try DeclaredCode(folder: "Runner/Actions")
        #expect(code.declared.count > 20)
        let loader = try DeclaredCode.files(in: "Playbook").map(\.text).joined()
        let unread = code.unread.filter { !loader.contains("action[\"\($0.property)\"]") }
        #expect(unread.map(\.name).sorted() == code.ignored.sorted())
    }
}

/// The sources of modules or actions: what they declare, and which properties they mention.
private struct DeclaredCode {
    struct Argument {
        let type: String
        let property: String
        let name: String
    }

    struct File {
        let text: String
        /// Without comments and literals.
        let lines: [Substring]
        let words: Set<Substring>
        let declared: [Argument]

        init(_ text: String) {
            self.text = text
            let code = SourceText.code(of: text)
            declared = DeclaredCode.arguments(in: text)
            lines = code.split(separator: "\n")
            words = Set(code.split { !($0.isLetter || $0.isNumber || $0 == "_") })
        }
    }

    private let files: [File]
    let declared: [Argument]

    init(folder: String) throws {
        files = try Self.files(in: folder)
        declared = files.flatMap(\.declared)
    }

    static func files(in folder: String) throws -> [File] {
        let root = SourceText.sources.appending(path: folder)
        let paths = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
        return try (paths ?? []).filter { $0.pathExtension == "swift" }
            .map { File(try String(contentsOf: $0, encoding: .utf8)) }
    }

    /// Those that nothing mentions in the files that know the type.
    var unread: [Argument] { declared.filter { argument in !files.contains { isRead(argument, in: $0) } } }

    private func isRead(_ argument: Argument, in file: File) -> Bool {
        guard file.words.contains(argument.type[...]) else { return false }
        let namesakes = file.declared.filter { $0.property == argument.property }.map(\.type)
        return (namesakes.isEmpty || namesakes.contains(argument.type)) && Self.reads(argument.property, in: file)
    }

    /// `type.name` of what the declarations call ignored.
    var ignored: [String] {
        files.flatMap { file in
            file.text.matches(of: /\bignored: \[([^\]]*)\]/).flatMap { list in
                let types = Self.types(in: file.text).filter { $0.position < list.range.lowerBound }
                return list.output.1.matches(of: /"(\w+)":/).map { "\(types.last?.name ?? "").\($0.output.1)" }
            }
        }
    }

    private static func types(in text: String) -> [(position: String.Index, name: String)] {
        text.matches(of: /struct (\w+): [^{\n]*\{/).map { ($0.range.lowerBound, String($0.output.1)) }
    }

    fileprivate static func arguments(in text: String) -> [Argument] {
        let types = types(in: text)
        return text.matches(of: /@Argument\(\s*"(?:[^"\\]|\\.)*"([^@]*?)\bvar\s+`?(\w+)`?\s*:/).map { found in
            let type = types.last { $0.position < found.range.lowerBound }?.name ?? ""
            let property = String(found.output.2)
            let name = found.output.1.firstMatch(of: /name: "(\w+)"/).map { String($0.output.1) }
            return Argument(type: type, property: property, name: "\(type).\(name ?? property.inSnakeCase)")
        }
    }

    /// A mention that is neither a declaration nor the label of an argument; `if let name` reads the property.
    private static func reads(_ property: String, in file: File) -> Bool {
        guard file.words.contains(property[...]) else { return false }
        return file.lines.contains { $0.contains(property) && reads(property, in: $0) }
    }

    private static func reads(_ property: String, in line: Substring) -> Bool {
        let words = line.matches(of: /[\w$]+/)
        return words.indices.contains { index in
            guard [property, "$\(property)"].contains(String(words[index].output)) else { return false }
            let next = line[words[index].range.upperBound...].first { $0 != "`" && $0 != " " }
            let before = words[..<index].suffix(2).map { String($0.output) }
            guard ["var", "let", "func", "case"].contains(before.last) else { return next != ":" }
            let isShorthand = ["if", "guard", "while"].contains(before.first) || line.contains(", let ")
            return isShorthand && next != "=" && next != ":"
        }
    }
}

extension String {
    /// As arguments are named by their properties.
    fileprivate var inSnakeCase: String {
        reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
    }
}
