import Testing

/// The folders of the runner point one way: no file names what a folder behind its own declares.
@Suite struct RunnerFoldersTests {
    /// From what depends on nothing to what depends on all.
    private static let order = [
        "Events", "Files", "Facts", "Hosts", "Jobs", "State", "Actions", "Binding", "LookAhead", "Execution", "Order",
    ]

    @Test func `no folder names what comes behind it`() throws {
        let files = try SourceText.files().filter { $0.name.hasPrefix("Runner/") }
        #expect(Set(files.map { Self.folder(of: $0.name) }) == Set(Self.order))
        let homes = files.reduce(into: [Substring: Int]()) { homes, file in
            for name in Self.declared(in: file.code) { homes[name] = Self.rank(file.name) }
        }
        let upward = files.flatMap { file in
            Set(file.code.matches(of: /\b[A-Za-z]\w+\b/).map(\.output)).sorted()
                .filter { homes[$0, default: 0] > Self.rank(file.name) }.map { "\(file.name): \($0)" }
        }
        #expect(homes.count > 100)
        #expect(upward == [])
    }

    /// Types and functions outside of others, which the whole target sees.
    private static func declared(in code: String) -> [Substring] {
        code.matches(of: /(?m)^(?:package )?(?:final )?(?:struct|class|enum|actor|protocol|func) (\w+)/).map(\.output.1)
    }

    private static func folder(of name: String) -> String { String(name.split(separator: "/")[1]) }

    private static func rank(_ name: String) -> Int { order.firstIndex(of: folder(of: name)) ?? order.count }
}
