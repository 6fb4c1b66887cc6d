import Testing

@testable import Report

@Suite struct TextWidthTests {
    @Test(arguments: [
        ("", 0), ("plain", 5), ("Grüße", 5), ("cafe\u{301}", 4), ("日本語", 6), ("한국어", 6), ("ｆｕｌｌ", 8), ("ﾊﾝｶｸ", 4),
        ("☃", 1), ("🎉", 2), ("two\nlines", 8), ("a\u{200B}b", 2), ("✔ done", 6),
    ])
    func `characters have the width that terminals give them`(text: String, columns: Int) {
        #expect(text.columns == columns)
    }
}
