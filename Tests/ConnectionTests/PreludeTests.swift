import Testing

@testable import Connection

@Suite struct PreludeTests {
    /// A shell learns the pieces one after the other: of two functions of one name the later one would be called by both.
    @Test func `no shell function is defined in two pieces`() {
        let texts = PreludePiece.allCases.map { String(decoding: $0.script, as: UTF8.self) } + [Prelude.jobText]
        let names = texts.flatMap { $0.matches(of: /(?m)^ *(sp_\w+)\(\)/).map { String($0.output.1) } }
        let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(names.count > 150)
        // A job's script is its own input, for which nobody waits.
        #expect(counts.filter { $0.value > 1 }.keys.sorted() == ["sp_go"])
    }
}
