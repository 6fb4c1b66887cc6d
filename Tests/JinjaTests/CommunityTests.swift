import Testing
import Values

/// Filters that only collections of Ansible have; the answers are those of community.general 10.7.
struct CommunityTests {
    static let cases: [(String, Value?)] = [
        ("'x' | community.general.dict_kv('k')", ["k": "x"]),
        ("[['a', 1], ['b', 2]] | community.general.dict", ["a": 1, "b": 2]),
        ("['a', 'b', 'a'] | community.general.counter", ["a": 2, "b": 1]),
        ("['2.1', '2.10', '2.9'] | community.general.version_sort", ["2.1", "2.9", "2.10"]),
        ("['1.0', '1.0rc1'] | community.general.version_sort(reverse=true)", ["1.0rc1", "1.0"]),
        ("'1h 30m' | community.general.to_seconds", "5400.0"), ("'1w' | community.general.to_hours", "168.0"),
        ("'30m -20s' | community.general.to_minutes", "29.666666666667"), ("'0' | community.general.to_days", "0"),
        ("'1000ms' | community.general.to_years", "3.171e-08"),
        ("'1h, 2m' | community.general.to_seconds", "3720.0"), ("'4months' | community.general.to_days", "120.0"),
        ("'1h 30m' | community.general.to_time_unit('minutes')", "90.0"),
        ("'1y' | community.general.to_time_unit('d', year=360)", "360.0"),
        ("'1mo' | community.general.to_days(month=28)", "28.0"),
        ("'52:54:00' | community.general.random_mac(seed='x')", "52:54:00:60:a1:7b"),
        ("'52:54:00' | community.general.random_mac is match('^52:54:00(:[0-9a-f]{2}){3}$')", true),
        (
            "[{'n': 'a', 'x': 1}, {'n': 'b'}] | community.general.lists_mergeby([{'n': 'a', 'y': [2]}, {'n': 'c'}], 'n')",
            [["n": "a", "x": 1, "y": [2]], ["n": "b"], ["n": "c"]]
        ),
        ("[{'n': 'a', 'x': 1}] | community.general.groupby_as_dict('n')", ["a": ["n": "a", "x": 1]]),
        ("query('community.general.flattened', [1, [2, [3]]], 4)", [1, 2, 3, 4]),
        ("query('community.general.flattened', [none, 'x', 'None', 'y'])", [.null, "x"]),
        ("query('community.general.cartesian', [1, [2]], ['a'])", [[1, "a"], [2, "a"]]),
    ]

    @Test(arguments: cases)
    func `filters and lookups answer as the collection does`(_ text: String, _ wanted: Value?) throws {
        #expect(try render("{{ \(text) }}") == wanted)
    }

    @Test(arguments: [
        "'2 hours' | community.general.to_days", "'5' | community.general.to_seconds",
        "5 | community.general.to_seconds", "'1h' | community.general.to_time_unit('x')",
        "[2, 10] | community.general.version_sort", "'zz' | community.general.random_mac",
        "'52:54:' | community.general.random_mac", "[{'n': 1}, {'n': 1}] | community.general.groupby_as_dict('n')",
        "query('community.general.cartesian')",
    ])
    func `invalid input of a filter is an error`(_ text: String) {
        #expect(throws: (any Error).self) { try render("{{ \(text) }}") }
    }

    static let texts: [(String, String)] = [
        ("length=12", "^.{12}$"), ("length=0", "^$"), ("length=-1", "^$"),
        ("length=5, upper=false, lower=false, special=false", "^[0-9]{5}$"),
        ("length=6, min_numeric=6, upper=false", "^[0-9]{6}$"), ("length=3, min_lower=5, special=false", "^[a-z]{5}$"),
        ("length=5, override_all='ab'", "^[ab]{5}$"), ("length=50, ignore_similar_chars=true", "^[^il1LoO0]{50}$"),
        ("length=3, override_special='-', upper=false, lower=false, numbers=false", "^---$"),
        ("length=6, base64=true, override_all='a'", "^YWFhYWFh$"),
    ]

    @Test(arguments: texts) func `random strings have the requested form`(_ options: String, _ pattern: String) throws {
        let text = "{{ lookup('community.general.random_string', \(options)) is match('\(pattern)') }}"
        #expect(try render(text) == true)
    }

    static let data: Mapping = [
        "d": [
            "people": [
                ["name": "bob", "age": 30, "tags": ["a", "b"]], ["name": "ann", "age": 20, "tags": ["c"]],
                ["name": "cid"],
            ],
            "ops": ["one": ["n": 1], "two": ["n": 2]], "odd-key": 5, "s": "a",
            "domain": ["cluster": [["name": "c1"], ["name": "c2"]]],
        ]
    ]

    static let queries: [(String, Value)] = [
        ("people[*].name", ["bob", "ann", "cid"]), ("people[0].name", "bob"), ("people[-1].name", "cid"),
        ("people[?age > `25`].name", ["bob"]), ("people[?name=='ann'].age | [0]", "20"),
        ("people[].tags[]", ["a", "b", "c"]), ("people[*].tags", [["a", "b"], ["c"]]),
        ("ops.*.n", [1, 2]), ("\"odd-key\"", "5"), ("people[*].{n: name, a: age} | [0]", ["n": "bob", "a": 30]),
        ("people[*].[name, age] | [1]", ["ann", 20]), ("length(people)", "3"),
        ("sort_by(people[?age], &age)[*].name", ["ann", "bob"]), ("max_by(people[?age], &age).name", "bob"),
        ("keys(ops)", ["one", "two"]),
        ("nosuch", ""), ("s < 'b'", true), ("s > 'b'", false), ("people[?name < 'b'].name", ["ann"]),
        ("people[?contains(name, 'b')].name", ["bob"]), ("people[:2].name", ["bob", "ann"]),
        ("people[?age && age < `25`].name", ["ann"]), ("people[?!age].name", ["cid"]),
        ("join(',', people[*].name)", "bob,ann,cid"), ("domain.cluster[*].name", ["c1", "c2"]),
        ("people[?starts_with(name, 'a')] | [0].name", "ann"), ("sum(people[*].age)", "50"),
        ("to_string(ops.one)", ["n": 1]), ("people[?name=='bob' || name=='cid'].name", ["bob", "cid"]),
        ("@.people[0].tags[1]", "b"), ("not_null(nosuch, `5`)", "5"), ("type(people)", "array"),
    ]

    @Test(arguments: queries) func `json_query answers as JMESPath says`(_ query: String, _ wanted: Value) throws {
        var data = Self.data
        data["q"] = .string(query)
        #expect(try render("{{ d | json_query(q) }}", data) == wanted)
    }

    @Test(arguments: [
        "people[", "people[?", "a.b.", "nosuch(a)", "a ||", "'x", "[1", "{a", "people[0]['name']", "people[::0]",
        "people[?age > '5']", "join(',', people[*].age)",
    ])
    func `a broken query is refused`(_ query: String) {
        #expect(throws: (any Error).self) {
            try render("{{ d | json_query(q) }}", ["d": Self.data["d"] ?? .null, "q": .string(query)])
        }
    }
}
