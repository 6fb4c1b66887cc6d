import Testing
import Values

struct ScalarReplacementTests {
    @Test(arguments: [
        ("it's", "'", "_", "it_s"), ("it'\u{301}s", "'", "_", "it_\u{301}s"), ("a\r\nb", "\n", "|", "a\r|b"),
        ("aaa", "aa", "b", "ba"), ("", "a", "b", ""), ("abc", "", "x", "abc"), ("e\u{301}", "\u{E9}", "x", "e\u{301}"),
    ])
    func `code points inside grapheme clusters are found`(
        _ text: String, _ old: String, _ new: String, _ wanted: String
    ) {
        #expect(Array(text.replacingScalars(old, with: new).unicodeScalars) == Array(wanted.unicodeScalars))
    }
}
