import Testing
import Values

@testable import Inventory

@Suite struct INITests {
    @Test func `hosts, groups, children and variables`() throws {
        let found = try inventory(
            """
            ; a comment
            lone
            [web]
            web[01:03] http_port=80
            alpha:2222 ansible_user=deploy # behind
            [db]
            db-[a:c]
            [site:children]
            web
            db
            [site:vars]
            ntp=ntp.example.org
            [web:vars]
            text=a # b
            """)
        #expect(found.hosts.map(\.name) == ["lone", "web01", "web02", "web03", "alpha", "db-a", "db-b", "db-c"])
        #expect(
            try found.variables("alpha") == [
                "ansible_port": 2222, "ansible_user": "deploy", "ntp": "ntp.example.org", "text": "a # b",
            ])
        #expect(found.groupNames(of: try #require(found.host(named: "web02"))) == ["site", "web"])
        #expect(found.hosts(in: "site").count == 7)
        #expect(found.hosts(in: "ungrouped").map(\.name) == ["lone"])
    }

    @Test(
        arguments: [
            ("5", 5), ("-5", -5), ("1.5", 1.5), ("1e3", 1000.0), ("0644", "0644"), ("0x1f", 31), ("0o17", 15),
            ("1_000", 1000),
            ("True", true), ("true", "true"), ("None", nil), ("yes", "yes"), ("'quoted'", "quoted"),
            ("\"a\\nb\"", "a\nb"),
            ("[1, 'a', None]", [1, "a", nil]), ("{'a': {'b': [1]}}", ["a": ["b": [1]]]), ("(1, 2)", [1, 2]),
            ("1, 2", [1, 2]),
            ("[1, 2", "[1, 2"), ("a=b", "a=b"), ("", ""), ("5 # five", 5), ("x # y", "x # y"), ("'a' 'b'", "ab"),
            ("1.2.3.4", "1.2.3.4"),
            ("{}", [:]), ("[]", []), ("+7", 7), ("--7", "--7"), ("1-2", "1-2"), ("/bin/sh -c", "/bin/sh -c"),
            (".5", 0.5), ("5.", 5.0),
        ] as [(String, Value)])
    func `a value is a Python literal or a string`(written: String, value: Value) throws {
        let found = try inventory("[g]\nh\n[g:vars]\nv=\(written)\n")
        #expect(try found.variables("h").map?["v"] == value)
    }

    @Test(
        "unquoted lines mean the same as quoted ones",
        arguments: [
            ("h a=1 b=x", ["a": 1, "b": "x"]), ("h a= b=c=d", ["a": "", "b": "c=d"]),
            ("\th\ta=[1,2]\r", ["a": [1, 2]]),
            ("h a=1 a=2", ["a": 2]), ("h a=1\n[g]\nh b=2", ["a": 1, "b": 2]), ("h a=1\n[g]\nh a=2\n[i]\nh", ["a": 2]),
            ("h\n[g]\nh a=1", ["a": 1]),
        ] as [(String, Value)])
    func plain(line: String, variables: Value) throws {
        #expect(try inventory(line + "\n").variables("h") == variables)
        let quoted = line.replacing(/(\w+=\S*)/) { "\"\($0.output.1)\"" }
        #expect(try inventory(quoted + "\n").variables("h") == variables)
    }

    @Test func `inline values are unquoted as by a shell first`() throws {
        let found = try inventory("h a='two words' b=\"it's\" c='\"5\"' d=5 e=\"[1, 2]\" f=x\\ y g=a#b\n")
        #expect(
            try found.variables("h")
                == ["a": "two words", "b": "it's", "c": "5", "d": 5, "e": [1, 2], "f": "x y", "g": "a"])
    }

    @Test func `a template in a value knows its place`() throws {
        let found = try inventory("[g]\nh url=\"{{ base }}/x\" bare={{base}}\n")
        guard case .template(let template)? = try found.variables("h").map?["url"] else {
            Issue.record("not a template")
            return
        }
        let span = template.span(line: 1, column: 4)
        #expect(span.line == 2 && span.column == 11)
    }

    @Test(arguments: [
        ("[web:childen]\na\n", ["1:1 unknown kind of section"]),
        ("[web:vars]\na=1\n", ["1:1 unknown group"]),
        ("[web]\na\n[all:children]\nwbe\n", ["4:1 unknown group"]),
        ("[we b]\na\n", ["1:1 invalid section header"]),
        ("a b=1 c\n", ["1:7 variable without a value"]),
        ("a b='x\n", ["1:1 unclosed quote"]),
        ("ok\na:\n", ["2:1 host name ends in a colon"]),
        ("ok\na[1:2\n", ["2:1 host range cannot be expanded"]),
        ("a[5:1]\n", ["1:1 host range cannot be expanded"]),
        ("a[1:99999999]\n", ["1:1 host range cannot be expanded"]),
        ("a[0:99999]\n", []), ("a[0:100000]\n", ["1:1 host range cannot be expanded"]),
        ("[a:z][a:z]\n[a:z][a:z][a:z][a:z]\n", ["2:1 host range cannot be expanded"]),
        ("b[1:9]$ x=1\n[c:e]!\n", ["1:1 invalid host name", "2:1 invalid host name"]),
        ("[a:children]\nb\n[b:children]\na\n", ["4:1 circular groups"]),
        (
            "[g]\nx y\n[h]\nz 'q\n[g:vars]\nnothing\n",
            ["2:3 variable without a value", "4:1 unclosed quote", "6:1 variable without a value"]
        ),
        ("[web]\nx\n[x]\ny\n", ["0:0 host and group with the same name"]),
    ])
    func `all mistakes are reported together with their positions`(text: String, expected: [String]) {
        #expect(complaints(text) == expected)
    }

    @Test func `nested groups have a maximum depth`() {
        let chain = (0..<300).map { "[g\($0):children]\ng\($0 + 1)\n" }.joined() + "[g300]\nh\n"
        #expect(complaints(chain).first?.hasSuffix("groups nested too deeply") == true)
    }

    @Test(arguments: ["../../x", "/abs", "a/b", "-oProxyCommand=x", "a;b", "a$b", "a%h", "a\\\\b", "\"a b\"", "a*"])
    func `a name that could do harm is refused`(name: String) {
        #expect(complaints("ok\n\(name)\n").last == "2:1 invalid host name")
    }
}
