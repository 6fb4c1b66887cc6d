import Foundation
import Testing

/// The words of the code are those of docs/glossary.md.
@Suite struct GlossaryTests {
    /// The words of the first column of the table behind a heading.
    private func column(_ heading: String) throws -> [String] {
        let page = SourceText.sources.appending(path: "../docs/glossary.md").standardizedFileURL
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n").drop { $0 != "## \(heading)" }
        let rows = lines.dropFirst().prefix { !$0.hasPrefix("## ") }.filter { $0.hasPrefix("| ") }.dropFirst()
        return rows.flatMap { row in
            row.split(separator: "|")[0].split(separator: ",").map { $0.trimmingCharacters(in: [" ", "*"]) }
        }
    }

    @Test func `words that are gone are in no name`() throws {
        let gone = try column("Words that are gone")
        #expect(gone.count > 10)
        // The service has the words of its own field, such as a model's shadow.
        for (name, code) in try SourceText.files() where !name.contains("ModelService/") {
            let found = Set((code + " " + name).matches(of: /[A-Za-z]+/).flatMap { $0.output.camelWords })
            #expect(found.isDisjoint(with: gone), "\(name): \(found.intersection(gone))")
        }
    }

    @Test func `every word of our own is used`() throws {
        let code = try SourceText.files().map { $0.code.lowercased() }.joined()
        for word in try column("Our own words") {
            let name = word.replacing(" ", with: "").replacing("notknownyet", with: "isnotknownyet")
            #expect(code.contains(name), "\(word)")
        }
    }
}

extension Substring {
    /// `HostForecast` as `HostForecast`, `Host` and `Forecast`.
    fileprivate var camelWords: [String] {
        [String(self)] + matches(of: /[A-Z]?[a-z]+/).map { String($0.output) }
    }
}
