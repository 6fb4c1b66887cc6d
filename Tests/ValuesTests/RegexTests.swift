import Testing
import Values

struct RegexTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let pattern: String
        let text: String
        let groups: [String?]?
        let flags: PythonRegex.Flags

        init(_ pattern: String, _ text: String, _ groups: [String?]?, _ flags: PythonRegex.Flags = []) {
            self.pattern = pattern
            self.text = text
            self.groups = groups
            self.flags = flags
        }

        var testDescription: String { "\(pattern) in \(text)" }
    }

    /// What `re.search` answers: the whole match and the groups.
    static let searches: [Case] = [
        Case("abc", "xabcx", ["abc"]), Case("a.c", "a\nc", nil), Case("a.c", "a\nc", ["a\nc"], .dotAll),
        Case("^b", "a\nb", nil), Case("^b", "a\nb", ["b"], .multiline), Case("a$", "a\n", ["a"]),
        Case("a\\Z", "a\n", nil), Case("a$", "a\nb", nil), Case("a$", "a\nb", ["a"], .multiline),
        Case("(a)(b)?", "ac", ["a", "a", nil]), Case("(?P<x>a)(?P=x)", "aa", ["aa", "a"]),
        Case("(\\w)\\1", "hello", ["ll", "l"]), Case("a*?b", "aab", ["aab"]), Case("<.+?>", "<a><b>", ["<a>"]),
        Case("<.+>", "<a><b>", ["<a><b>"]), Case("a{2,3}", "aaaa", ["aaa"]), Case("a{2,3}?", "aaaa", ["aa"]),
        Case("a{,2}b", "aaab", ["aab"]), Case("a{x", "a{x", ["a{x"]), Case("(?i)ABC", "xabc", ["abc"]),
        Case("(?i:A)b", "ab", ["ab"]), Case("(?i:A)b", "aB", nil), Case("a(?=b)", "ab", ["a"]),
        Case("a(?!b)", "ab", nil), Case("(?<=a)b", "ab", ["b"]), Case("(?<!a)b", "ab", nil),
        Case("(?<!a)b", "cb", ["b"]), Case("\\bfoo\\b", "a foo b", ["foo"]), Case("\\Boo", "foo", ["oo"]),
        Case("[a-c]+", "xxabcx", ["abc"]), Case("[^a-c]+", "abxyc", ["xy"]), Case("[]a]+", "x]a", ["]a"]),
        Case("[\\d.]+", "v1.2", ["1.2"]), Case("[-a]+", "b-a", ["-a"]), Case("a|b|cd", "xcd", ["cd"]),
        Case("(?:a|b)+", "abac", ["aba"]), Case("(a|ab)(c|bcd)(d*)", "abcd", ["abcd", "a", "bcd", ""]),
        Case("(a*)*", "aab", ["aa", ""]), Case("(a*)+b", "aab", ["aab", ""]), Case("(a|b)*", "aba", ["aba", "a"]),
        Case("\\d+", "a١٢", ["١٢"]), Case("\\d+", "a١٢", nil, .ascii), Case("é", "caféx", ["é"]),
        Case("(?x) a b # comment\n c", "abc", ["abc"]), Case("\\x41\\u0042\\103", "ABC", ["ABC"]),
        Case("\\.", "a.b", ["."]), Case("a++b", "aab", ["aab"]), Case("(?>a*)ab", "aab", nil),
        Case("(a)?(?(1)b|c)", "ab", ["ab", "a"]), Case("(a)?(?(1)b|c)", "c", ["c", nil]),
        Case("", "abc", [""]), Case("x*", "abc", [""]), Case("(?s).*", "a\nb", ["a\nb"]), Case("[\\]]", "]", ["]"]),
        Case("^(.*)_name$", "my_name", ["my_name", "my"]), Case("(?m)^#.*$", "a\n#b\nc", ["#b"]),
    ]

    @Test(arguments: searches) func `searches as Python does`(_ one: Case) throws {
        let match = try PythonRegex(one.pattern, flags: one.flags).firstMatch(in: one.text)
        let groups = match.map { match in (0...match.groupCount).map { match.text($0) } }
        #expect(groups == one.groups)
    }

    @Test(
        arguments: [
            ("a", "b", "banana", 0, "bbnbnb", 3), ("a", "b", "banana", 2, "bbnbna", 2),
            ("(\\w+) (\\w+)", "\\2 \\1", "hello world", 0, "world hello", 1), ("x*", "-", "abxd", 0, "-a-b--d-", 5),
            ("(?P<n>\\d+)", "<\\g<n>>", "a1b22", 0, "a<1>b<22>", 2), ("(a)|b", "[\\1]", "ab", 0, "[a][]", 2),
            ("^", "> ", "x", 0, "> x", 1), ("(?m)^", "> ", "x\ny", 0, "> x\n> y", 2),
            ("\\s+", "\\n", "a b  c", 0, "a\nb\nc", 2),
            ("(.)", "\\g<1>0", "ab", 0, "a0b0", 2), ("b*", "x", "abc", 0, "xaxxcx", 4),
        ] as [(String, String, String, Int, String, Int)])
    func `replaces as Python does`(
        pattern: String, template: String, text: String, limit: Int, wanted: String, count: Int
    ) throws {
        let result = try PythonRegex(pattern).replacing(in: text, with: template, limit: limit)
        #expect(result.text == wanted)
        #expect(result.count == count)
    }

    @Test func `splits as Python does`() throws {
        #expect(try PythonRegex(",\\s*").split("a, b,c") == ["a", "b", "c"])
        #expect(try PythonRegex("(-)").split("a-b") == ["a", "-", "b"])
        #expect(try PythonRegex("x*").split("axbc") == ["", "a", "", "b", "c", ""])
        #expect(try PythonRegex(",").split("a,b,c", limit: 1) == ["a", "b,c"])
    }

    @Test(arguments: [
        "(", ")", "a)", "[a", "*a", "a**", "(?P<x", "(?P<x>a)(?P<x>b)", "(?P=x)", "\\", "\\q", "(?<=a*)b", "a{3,2}",
        "(?z)", "\\2(a)", "(?(9)a|b)", "[z-a]", "a(?i)b",
    ])
    func `a broken pattern is refused`(_ pattern: String) {
        #expect(throws: RegexError.self) { try PythonRegex(pattern) }
    }

    @Test func `endless backtracking is stopped`() throws {
        let regex = try PythonRegex("(a+)+$")
        #expect(throws: RegexError.self) { try regex.firstMatch(in: String(repeating: "a", count: 40) + "b") }
    }

    @Test func `long strings need no stack`() throws {
        let text = String(repeating: "ab", count: 200_000)
        #expect(try PythonRegex("(?:ab)*").fullMatch(of: text)?.range == 0..<400_000)
        #expect(try PythonRegex("(a|b)*?$").prefixMatch(of: text) != nil)
    }

    @Test func `matching is anchored where it is asked to be`() throws {
        let regex = try PythonRegex("b+")
        #expect(try regex.prefixMatch(of: "abb") == nil)
        #expect(try regex.fullMatch(of: "bba") == nil)
        #expect(try regex.fullMatch(of: "bb")?.text == "bb")
        #expect(try regex.matches(in: "abbab").map(\.range) == [1..<3, 4..<5])
    }

    @Test func `escaped text matches itself`() throws {
        let text = "a.b*c[d]\n\\^$-#é"
        #expect(try PythonRegex(PythonRegex.escape(text)).fullMatch(of: text) != nil)
        #expect(PythonRegex.escape("a.b-c/d") == "a\\.b\\-c/d")
    }
}
