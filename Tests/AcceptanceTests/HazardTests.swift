import Foundation
import Testing

/// The page of hazards names tests that there are.
@Suite struct HazardTests {
    private struct Row {
        let id: String
        /// By suite.
        var tests: [(suite: String, titles: [String])] = []
        let note: String
    }

    private static let page = Checkout.path + "/docs/hazards.md"

    @Test func `each hazard has a test, or a reason for none`() throws {
        let rows = try Self.rows()
        #expect(rows.count == Set(rows.map(\.id)).count && rows.count > 100)
        for row in rows { #expect(!row.tests.isEmpty || !row.note.isEmpty, "\(row.id) has neither") }
    }

    @Test func `all tests that are named exist`() throws {
        let sources = try Self.sources()
        for row in try Self.rows() {
            for (suite, titles) in row.tests {
                let text = sources.filter { $0.key == suite || $0.value.contains(suite) }.values.joined()
                for title in titles { #expect(text.contains(title), "\(row.id): \(suite) has no test \(title)") }
            }
        }
    }

    private static func rows() throws -> [Row] {
        let lines = try String(contentsOfFile: page, encoding: .utf8).split(separator: "\n")
        return lines.compactMap { line in
            let cells = line.split(separator: " | ", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 5, let id = cells[0].wholeMatch(of: /\| ([A-Z][0-9]+)/) else { return nil }
            let note = cells[4].trimmingCharacters(in: CharacterSet(charactersIn: " |"))
            guard cells[3] != "none" else { return Row(id: String(id.1), note: note) }
            let tests = cells[3].components(separatedBy: "<br>").map { part in
                let name = part.split(separator: "`").first.map(String.init) ?? ""
                let titles = part.components(separatedBy: "`: ").dropFirst().joined()
                return (suite: name, titles: titles.components(separatedBy: "; "))
            }
            return Row(id: String(id.1), tests: tests, note: note)
        }
    }

    /// The texts of the tests, by the names of their files.
    private static func sources() throws -> [String: String] {
        let folder = Checkout.path + "/Tests"
        var sources: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where path.hasSuffix(".swift") {
            let name = String(path.split(separator: "/").last?.dropLast(6) ?? "")
            sources[name, default: ""] += try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
        }
        return sources
    }
}
