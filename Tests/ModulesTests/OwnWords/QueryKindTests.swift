import Foundation
import Testing

/// What `docs/extending.md` says of a new kind of query, seen at the one that needs least: where a program is.
@Suite struct QueryKindTests {
    @Test func `a kind of query is declared in four files, and the host in memory answers it`() throws {
        let page = try String(
            contentsOf: SourceText.sources.appending(path: "../docs/extending.md").standardizedFileURL, encoding: .utf8)
        let naming = try SourceText.files().filter { file in
            ["ModuleKit/", "Connection/", "Runner/", "ModuleTesting/"].contains { file.name.hasPrefix($0) }
                && file.code.contains(/\.program\(|case program\b/)
        }
        #expect(naming.count == 5)
        for file in naming { #expect(page.contains("`\(file.name)`"), "\(file.name) is not on the page") }
    }
}
