import Testing
import Values

/// Filters that only collections of Ansible have; the answers are those of their documentation.
struct NetworkTests {
    static let cases: [(String, Value?)] = [
        ("'192.168.1.5/24' | ipaddr('address')", "192.168.1.5"),
        ("'192.168.1.0/24' | ipaddr('network')", "192.168.1.0"),
        ("'192.168.1.5/24' | ansible.utils.ipaddr('network/prefix')", "192.168.1.0/24"),
        ("'192.168.1.5/24' | ipaddr('netmask')", "255.255.255.0"),
        ("'192.168.1.5/24' | ipaddr('prefix')", "24"), ("'192.168.1.5/24' | ipaddr('broadcast')", "192.168.1.255"),
        ("'192.168.1.5/24' | ipaddr('subnet')", "192.168.1.0/24"),
        ("'192.168.0.0/24' | ipaddr('200')", "192.168.0.200/24"),
        ("'192.168.0.0/24' | ipaddr('-1')", "192.168.0.255/24"),
        ("'192.168.0.0/24' | ansible.netcommon.ipaddr('net')", "192.168.0.0/24"),
        ("'192.168.0.1' | ipaddr", "192.168.0.1"), ("'nonsense' | ipaddr", false),
        ("'10.1.2.3' | ipaddr('10.0.0.0/8')", "10.1.2.3"), ("'11.1.2.3' | ipaddr('10.0.0.0/8')", ""),
        (
            "['192.24.2.1', 'host.fqdn', '::1', '192.168.32.0/24', 'fe80::100/10', true, ''] | ipaddr",
            ["192.24.2.1", "::1", "192.168.32.0/24", "fe80::100/10"]
        ),
        ("['192.24.2.1', '::1'] | ipv4", ["192.24.2.1"]), ("['192.24.2.1', '::1'] | ipv6", ["::1"]),
        ("'::1' | ipwrap", "[::1]"), ("'10.0.0.1' | ipwrap", "10.0.0.1"), ("'web' | ipwrap", "web"),
        ("'192.168.144.5/16' | ipsubnet(20)", "16"), ("'192.168.0.0/16' | ipsubnet(20, 0)", "192.168.0.0/20"),
        ("'192.168.0.0/16' | ipsubnet(20, -1)", "192.168.240.0/20"),
        ("'192.168.144.5' | ipsubnet(20)", "192.168.144.0/20"),
        ("'192.168.1.5' | ipmath(5)", "192.168.1.10"), ("'192.168.1.5' | ipmath(-10)", "192.168.0.251"),
        ("'2001::1' | ipmath(10)", "2001::b"), ("'10.0.0.0/8' | nthhost(305)", "10.0.1.49"),
        ("'10.0.0.0/8' | nthhost(-1)", "10.255.255.255"),
        ("'1a:2b:3c:4d:5e:6f' | hwaddr('cisco')", "1a2b.3c4d.5e6f"),
        ("'1a2b.3c4d.5e6f' | hwaddr('linux')", "1a:2b:3c:4d:5e:6f"),
        ("'192.168.1.0/24' | ipaddr('range_usable')", "192.168.1.1-192.168.1.254"),
        ("'192.168.1.5' | ipaddr('revdns')", "5.1.168.192.in-addr.arpa."),
        ("'10.0.0.1' | ipaddr('private')", "10.0.0.1"), ("'8.8.8.8' | ipaddr('public')", "8.8.8.8"),
        ("'10.0.0.0/255.255.255.0' | ipaddr('prefix')", "24"),
        ("'2001:db8::ff00:42:8329/64' | ipaddr('network')", "2001:db8::"), ("'10.1.1.1' is ansible.utils.ipv4", true),
        ("'::1' is ansible.utils.ipv4", false),
        ("'x' | community.general.dict_kv('k')", ["k": "x"]),
        ("['2.1', '2.10', '2.9'] | community.general.version_sort", ["2.1", "2.9", "2.10"]),
        ("'1h 30m' | community.general.to_seconds", "5400.0"), ("'1w' | community.general.to_hours", "168.0"),
        ("'52:54:00' | community.general.random_mac is match('^52:54:00(:[0-9a-f]{2}){3}$')", true),
    ]

    @Test(arguments: cases) func `filters of collections`(_ text: String, _ wanted: Value?) throws {
        #expect(try render("{{ \(text) }}") == wanted)
    }

    static let data: Mapping = [
        "d": [
            "people": [
                ["name": "bob", "age": 30, "tags": ["a", "b"]], ["name": "ann", "age": 20, "tags": ["c"]],
                ["name": "cid"],
            ],
            "ops": ["one": ["n": 1], "two": ["n": 2]], "odd-key": 5,
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
        ("nosuch", ""), ("people[?contains(name, 'b')].name", ["bob"]), ("people[:2].name", ["bob", "ann"]),
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

    @Test(arguments: ["people[", "people[?", "a.b.", "nosuch(a)", "a ||", "'x", "[1", "{a"])
    func `a broken query is refused`(_ query: String) {
        #expect(throws: (any Error).self) { try render("{{ d | json_query(q) }}", ["d": [:], "q": .string(query)]) }
    }
}
