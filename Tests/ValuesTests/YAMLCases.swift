import Testing

@testable import Values

/// Chance that repeats itself.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) ^ (state << 31)
    }
}

/// What the comparisons with Python are made on.
enum YAMLCases {
    static let scalars = """
        ~|null|Null|NULL|nUll|yes|Yes|YES|yEs|no|No|NO|true|True|TRUE|tRue|false|on|On|ON|off|OFF|y|n|Y|N|t|f
        0|00|-0|+0|1|-1|+1|12|1_000|1__0|_1|1_|0644|0o644|0777|08|09|0_7|-0644|0x1f|0X1F|0x_1|0xg|-0x10|0b101|0b2
        0b_|0B1|1:30|1:30:15|190:20:30|-1:30|1:60|0:30|01:30|1:5|1:30.5|1:30.|0:30.5|22:22|12:34:56:78
        9223372036854775807|-9223372036854775808|9223372036854775808|-9223372036854775809|1.0|1.|.5|-.5|+.5|.|..|1.5e3|1e3|1.0e+3|1.0e-3|1.5E+10|1.e+3
        0xffffffffffffffffffff|18_446_744_073_709_551_616|-0b1111111111111111111111111111111111111111111111111111111111111111111
        .5e+3|1_0.5_0|0.1|00.5|01.5|.inf|-.inf|+.inf|.Inf|.INF|.iNf|inf|.nan|.NaN|.NAN|-.nan|nan|NaN|Infinity
        2020-01-01|2020-1-1|2020-01-01 10:00:00|2020-01-01T10:00:00Z|2001-12-14t21:59:43.10-05:00|2001-12-14 21:59:43.1 -5
        2001-12-15 2:59:43.10|2020-02-29|2021-02-29|2020-13-01|2020-01-01 24:00:00|2020-01-01T10:00:00+05:30
        2020-01-01 10:00:00.123456789|2020-01-01 10:00:00.|2020-01-01 10:00:00 Z|20200101|2020-01|10:00|10:00:00
        2020-01-01T10:00:00+25:00|2020-01-01 10:00|0000-01-01|=|<<|<|1.2.3|1.2.3.4|10.0.0.0/8|1,000|1 000|v1|-|--|+
        e3|1e|0x|0b|1e+3|1.0e3|6.02e+23|1.0e+400|-1.0e-400|null null|hello world|a:b|a#b|/etc/hosts|user@host|50%
        é|日本|x y|"5"|'5'|"yes"|""|''|"a\\tb\\u00e9\\x41"|'it''s'|!!str 5|!!int "5"|!!int "0x1f"|!!float "5"|!!float 5
        !!bool "yes"|!!null ""|!!binary aGVsbG8=|!!str|!!timestamp "2020-01-01"|! 5|! "yes"|!!int "abc"|!!bool "maybe"
        """.split { $0 == "|" || $0 == "\n" }.map(String.init)

    static let documents: [String] =
        [
            "", "# only a comment\n", "---\n", "--- text\n", "a: 1\nb: [x, y]\nc: {d: e}\n", "a:\n- 1\n- 2\n",
            "a: 1\nb: 2\na: 3\n", "1: one\n1.0: float\ntrue: yes\n", "? a\n: b\n? c\n", "? |\n  block key\n: v\n",
            "d: &d {a: 1, b: 2}\ne:\n  <<: *d\n  b: 3\n  c: 4\n",
            "d: &d {a: 1}\nf: &f {a: 2, x: 9}\ne:\n  z: 0\n  <<: [*d, *f]\n",
            "d: &d {a: 1}\ne:\n  \"<<\": *d\n", "a: &x [1, 2]\nb: *x\n",
            "a: |\n  one\n  two\n\nb: >\n  one\n  two\n\n  three\n",
            "a: |-\n  x\nb: |+\n  y\n\nc: >2-\n    z\n", "a: 'one\n  two\n\n  three'\nb: \"x\\\n  y\"\n",
            "a: plain\n  going on\n",
            "a: !!omap [x: 1, y: 2]\n", "a: !!pairs [x: 1, x: 2]\n", "- - - deep\n    - x\n  - y\n",
            "[a, b: c, {d}]\n", "{a, b: , c: ~}\n", "a: {{ b }}\n", "? [1, 2]\n: x\n", "a: b: c\n", "a: [1\nb: 2\n",
            "a:\n\t- b\n",
            "a: *nothing\n", "a: !unknown x\n", "%YAML 1.1\n---\na: 1\n", "a: 1\n...\n", "a: 1\n---\nb: 2\n",
            "- a\n b\n- c\n",
            "a: \"\\q\"\n", "a: @b\n", "a: `b`\n", "a: %b\n", "a: -\n", "- -1\n-  - 2\n", "a: \"é\\u20ac\"\nü: ö\n",
            "a:b\n", "x: a #c\n",
            "x: a#c\n", "=: 1\n", "a: &s text\nb: *s\n*s : key\n", "{\"a\":1,\"b\":[true,null]}", "\"a\": 1\n",
            "a:\n  b:\n    c: 1\n  d: 2\n",
        ] + anchorsAndMerges + tags + layouts

    private static let anchorsAndMerges: [String] = [
        "a: &x 1\nb: &x 2\nc: *x\n", "a: &x [&x 1]\n", "a: &b\nc: *b\n", "&a\n", "*a\n", "&a : b\n",
        "<<: {a: 1}\n", "<<: [{a: 1}, {a: 2, b: 3}]\na: 4\n", "<<: x\n", "<<: [x]\n", "<<: null\n", "<<: []\na: 1\n",
        "<<: {a: 1, x: 1}\n<<: {a: 2, y: 2}\n<<: {a: 3, z: 3}\n",
        "b: 0\n<<: {a: 1, b: 1}\nc: 1\n<<: [{a: 2, c: 2}, {d: 1, a: 9}]\n",
        "<<: [{a: 1, b: 1}, {b: 2, a: 2, c: 3}]\n", "c: 5\n<<: {a: 1, c: 1}\n", "'<<': 1\n<<: {a: 1}\n",
        "<<: {a: 1}\na: 2\na: 3\n", "a: &x {<<: {p: 1}, q: 2}\nb: {<<: *x, p: 3}\n", "<<: [[{a: 1}]]\n",
        "a: &x {q: 2}\nb: &y {<<: *x, p: 3}\nc: {<<: [*x, *y]}\n", "! <<: {a: 1}\n", "! '<<': {a: 1}\n",
        "!!merge <<: {a: 1}\n", "!!merge x: {a: 1}\n", "!!str <<: {a: 1}\n", "!!merge {a: 1}\n", "<<: *x\n",
        "\"a\": &x {b: c}\nd: {<<: *x, e: f}\n", "a: &s text\nb: {*s : 1}\n", "a: &x\n  - 1\nb:\n- *x\n- *x\n",
        "{a: 1, a: 2}\n", "1: a\n'1': b\n", "null: a\n~: b\n", "1: a\ntrue: b\n1.0: c\nyes: d\n",
    ]

    private static let tags: [String] = [
        "a: !!map [1]\n", "a: !!seq {b: 1}\n", "!!omap {a: 1}\n", "a: !!omap\n- b: 1\n- c: 2\n",
        "!!pairs [a: 1, [b]]\n",
        "!!omap [a]\n", "!!omap [{a: 1, b: 2}]\n", "!!str {a: b}\n", "!!str [a]\n", "!!foo a\n", "!foo a\n",
        "!!python/tuple [a]\n", "! {a: b}\n", "! [a]\n", "a: !!str\n", "!!str\n", "a: !!null\n", "!!null abc\n",
        "!!bool on\n", "!!bool Y\n", "!!bool ''\n", "!!int ''\n", "!!int '1_0'\n", "!!int 010\n", "!!int 0o7\n",
        "!!int '-'\n",
        "!!int 1:2\n", "!!int 1:x\n", "!!int ' 5 '\n", "!!int 0b12\n", "!!int 0x\n", "!!int 08\n", "!!int 1.0\n",
        "!!int '+7'\n",
        "!!float 1_0\n", "!!float inf\n", "!!float infinity\n", "!!float '-nan'\n", "!!float '+.inf'\n",
        "!!float 1e400\n",
        "!!float 0x1f\n", "!!float 1:2.5\n", "!!float ' 5 '\n", "!!float 1e3\n", "!!float ''\n", "!!float '1__2.5'\n",
        "!!timestamp x\n", "!!timestamp '2020-1-1'\n", "- !!timestamp 2020-01-01\n", "- 2020-01-01T00:00:00.5+01\n",
        "!!binary 'aGk'\n", "!!binary 'aGk='\n", "!!binary 'a*Gk='\n", "!!binary 'é'\n", "!!binary ''\n",
        "!!binary 'a'\n",
        "!!binary 'aGk=aGk='\n", "!!binary 'aA=='\n", "!!binary 'aA='\n", "!!binary |\n  aGVs\n  bG8=\n",
        "!!binary '=aGk='\n",
        "%TAG ! tag:yaml.org,2002:\n--- !int '5'\n", "%TAG !e! tag:yaml.org,2002:\n--- !e!int '5'\n", "!e!int 5\n",
        "!<tag:yaml.org,2002:int> '5'\n", "!<!foo> x\n", "a: !!int\n", "!!set [a]\n",
    ]

    private static let layouts: [String] = [
        "%YAML 1.2\n---\na: 0o7\n", "%YAML 2.0\n---\na\n", "%FOO bar\n---\na\n", "%YAML 1.1\na: 1\n", "a\n---\n",
        "--- a\n...\n--- b\n", "...\n", "---\n---\n", "\u{FEFF}a: 1\n", "a: 1\u{FEFF}\n", "a: \u{2028}b\n",
        "'a\u{85}b'\n",
        "a: \"x\u{2028}y\"\n", "a: 1\rb: 2\r", "a: 1\r\nb: |\r\n  x\r\n  y\r\n", "a: \u{7F}\n", "a: \u{1}\n",
        "a: \u{85}b\n",
        "{? a : b}\n", "{a: b,}\n", "[a,,b]\n", "[a: b]\n", "[? a : b]\n", "[,]\n", "{,}\n", "{a, }\n", "[a, b\n",
        "{a: b\n", "[a]]\n",
        "[a\n, b]\n", "{a:b}\n", "{\"a\":b}\n", "{a: }\n", "{: a}\n", "[\n# c\na\n]\n", "a: [b]c\n",
        "a: {b: [c, {d: e}]}\n",
        "- - a\n  -\n - b\n", "- - a\n  -\n -b\n", "a:\n  - b\n - c\n", "a:\n- b\n- c\nd: e\n", "- a\nb: c\n",
        "a: b\n- c\n", "- a: b\n  c: d\n-\n  e: f\n",
        "a: |1\n  b\n", "a: |10\n b\n", "a: |0\n b\n", "a: >-\n\n\n b\n\n c\n  d\n e\n", "a: '\n\n'\n", "a: |\n\n\n",
        "a: |+\n\n\nb: 1\n", "a: >+\n x\n\n y\n\n\n",
        "a: |\n    x\n   y\n", "a: |\n \tx\n", "a: | # c\n x\n", "a: |x\n y\n", "a: |2-\n  x\n", "a: |-2\n  x\n",
        "a: >\n x\n # no comment\n", "|\n x\n", "--- |\n x\n",
        "\"\\x41\\u0041\\U00000041\\0\\a\\b\\e\\_\\N\\L\\P\\ \\/\"\n", "\"\\xZZ\"\n", "\"\\u12\"\n",
        "\"\\U00110000\"\n", "\"\\ud800\"\n", "\"\\\n x\"\n", "'a\n\n\n b'\n",
        "a: b\n  c: d\n", "a:\n  b\n c: d\n", "a: b: c: d\n", "a : b\n", "a :b\n", "a\n: b\n", "? a\n",
        "? a\n? b\n: c\n", "? a\n: b\nc: d\n", "? - a\n: b\n", "? {a: 1}\n: b\n",
        "? |\n  a\n: |\n  b\n", ": a\n", "- : a\n", "a:\n\tb: c\n", "\ta: b\n", "a:\tb\n", "-\ta\n", "a: b\t# c\n",
        "a: 'b'#c\n", "a: 'b' #c\n", "a: [b] #c\n", "a: b # c: d\n", "# a\n\n# b\n", "a: >\n\n\n",
        "a: `x\n", "a: %x\n", "a: x%\n", "a: ,b\n", "a: ]\n", "a: }\n", "a: ?b\n", "a: ? b\n", "a: -b\n", "a: :b\n",
        "a: ::\n", "a: b:\n", "a:: b\n", "a: !\n", "a: &\n", "a: *\n", "a: &b*c\n", "a: !b&c d\n",
        "\"a: b\"\n", "\"a\": b\n", "'a' : b\n", "'a': 'b' 'c'\n", "a: 'b\n", "a: \"b\n", "--- 'a\n--- b'\n",
        "'a\n---\nb'\n", "a: |\n  x\n---\nb\n", "a b: c d\n", "a\\b: c\\d\n", "a: b\\\n c\n",
        "a: '{{ b }}'\nc: {{ d }}\n", "a: {{ b }}: c\n", "[{{ a }}]\n", "{{ a }}\n", "- {{ a }}\n- b\n", "a: {% b %}\n",
        "{a: 1}}\n", "{a: {b: 1}\n",
    ]

    static let json: [String] = [
        "null", "true", " [1, 2.5, -3e2, 1E5, 0, -0, -0.0] ", "{\"a\": {\"b\": []}, \"a\": 2}",
        "\"\\u00e9\\ud83d\\ude00\\n\\/\"",
        "NaN", "[Infinity, -Infinity]", "01", "1.", ".5", "+1", "[1,]", "{\"a\" 1}", "{a: 1}", "'a'", "\"a",
        "\"\\x41\"", "[1] 2", "",
        "\"tab\there\"", "{}", "[]", "1e400", "12345678901234567", "\"日本\"", "tru", "[\"a\" \"b\"]", "{\"a\": 1,}",
        "\u{FEFF}1",
    ]

    static let values: [Value] = [
        nil, true, 0, -5, 1.0, 1.5, 1e16, 1e15, 123456789012345680.0, 1e22, 1e-4, 1e-5, 1.5e-7, 0.1,
        .double(.leastNonzeroMagnitude), 1.7976931348623157e308,
        "", "a", "yes", "no", "null", "~", "1", "1.0", "0644", "0o644", "1e3", "2020-01-01", "=", "<<", "a: b", "a #b",
        "#a", "- a",
        "-", "?", ": a", "a:", "'", "\"", "it's", "a\nb", "a\n", "\na", "a\n\nb\n", " a", "a ", "\t", "a\tb", "é", "日本",
        "\u{1F600}", "\u{7F}",
        "\u{1}", "\\", "{a", "[a", "*a", "&a", "!a", "%a", "@a", "`a", "|", ">", "{{ x }}", "on", "y", "12:30", "1_000",
        ".5", "0x1f",
        "trailing:", "multi\n  indented\n", "\u{85}", "\u{2028}", "---", "...", "--- a", "null\n", "a\r\nb",
        [], [:], [[]], [[:]], ["a", "b"], [["a"], ["b", ["c"]]], ["a": 1], ["b": 1, "a": 2, "B": 3, "é": 4, "Z": 5],
        ["a": ["b": ["c": [1, 2, ["d": nil]]]]], ["list": [["name": "x", "v": [1, 2]], ["name": "y"]]], ["": ""],
        ["yes": "no", "1": 2],
        ["a": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"],
        [
            "a b": "x", "a: b": "y",
            "long key that goes on for quite a while and even more than a line of eighty columns would hold, much more than one hundred and twenty eight":
                1,
        ],
        [
            "w": [
                "aaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccccccc",
                "dddddddddd",
            ]
        ],
        ["script": "#!/bin/sh\nset -e\n\techo tab\nif true; then\n  echo \"x: y\"\nfi\n"],
        ["a": true, "b": nil, "c": 1.5],
    ]

    /// Nested values with text made of characters that matter to YAML.
    static let randomValues: [Value] = {
        var random = SeededGenerator(state: 7)
        return (0..<300).map { _ in randomValue(depth: 3, &random) }
    }()

    private static func randomValue(depth: Int, _ random: inout SeededGenerator) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0: .int(Int.random(in: -1000...1000, using: &random))
        case 1: .double(Double.random(in: -1e6...1e6, using: &random))
        case 2: .bool(Bool.random(using: &random))
        case 3, 4: .string(randomText(&random))
        case 5, 6:
            .list((0..<Int.random(in: 0...4, using: &random)).map { _ in randomValue(depth: depth - 1, &random) })
        default:
            .map(
                Mapping(
                    (0..<Int.random(in: 0...4, using: &random)).map { _ in
                        (randomText(&random), randomValue(depth: depth - 1, &random))
                    }))
        }
    }

    private static func randomText(_ random: inout SeededGenerator) -> String {
        let alphabet = Array("aab b0 1:-#'\"\n\\{}[],&*!|>%@é日\t?.~=")
        let length = Int.random(in: 0...30, using: &random)
        return String((0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
    }
}
