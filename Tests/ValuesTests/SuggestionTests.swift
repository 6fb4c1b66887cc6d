import Testing

@testable import Values

@Suite struct SuggestionTests {
    @Test(
        "the nearest name is suggested if it is the only one",
        arguments: [
            ("coppy", ["copy", "file"], "copy"), ("notfy", ["notify", "name"], "notify"),
            ("srv_name", ["server_name", "server_port"], "server_name"), ("dir", ["absent", "directory"], "directory"),
            ("dir", ["directory", "directories"], nil), ("di", ["directory"], nil),
            ("stat", ["state", "start"], nil), ("xyz", ["copy"], nil), ("wbe", ["web", "db"], "web"),
        ] as [(String, [String], String?)])
    func nearest(word: String, candidates: [String], expected: String?) {
        #expect(Suggestion.nearest(to: word, among: candidates) == expected)
    }
}
