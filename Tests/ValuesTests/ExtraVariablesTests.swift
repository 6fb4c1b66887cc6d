import Testing

@testable import Values

@Suite struct ExtraVariablesTests {
    @Test(
        arguments: [
            ("a=1", ["a": "1"]), ("a=1 b='two words' c=\"x=y\"", ["a": "1", "b": "two words", "c": "x=y"]),
            ("{\"a\": 1, \"b\": [true]}", ["a": 1, "b": [true]]), ("{a: yes}", ["a": true]),
            ("a='it\\'s'", ["a": "it's"]),
            ("a=x\\ny", ["a": "x\ny"]), ("a=", ["a": ""]), ("a=\\x41\\u00e9", ["a": "Aé"]), ("", [:]),
        ] as [(String, Value)])
    func `each form of argument is recognized`(argument: String, expected: Value) throws {
        #expect(Value.map(try ExtraVariables([argument]).values) == expected)
    }

    @Test func `later arguments win and files are read by the given reader`() throws {
        let extra = try ExtraVariables(["a=1", "@v.yml", "b=3"]) { path throws(Diagnostics) in
            SourceFile(path: path, text: "a: 2\nb: 2\nt: '{{ a }}'\n")
        }
        #expect(extra.values["a"] == 2)
        #expect(extra.values["b"] == "3")
        #expect(extra.values["t"]?.isDynamic == true)
        #expect(extra.spans["a"]?.description == "v.yml:1:1")
    }

    @Test func `a template may contain spaces and keeps its position`() throws {
        let extra = try ExtraVariables(["x=1 a={{ b | default('q r') }}"])
        guard case .template(let template)? = extra.values["a"] else {
            Issue.record("not a template")
            return
        }
        #expect(template.text == "{{ b | default('q r') }}")
        #expect(template.span(line: 1, column: 4).column == 10)
    }

    @Test(arguments: [
        ("./vars.yml", "variables file without `@`"), ("[1]", "extra variables must be a mapping"),
        ("a=1 word", "extra variable without a value"), ("{a: }}", "text after"),
    ])
    func `a mistake is reported`(argument: String, summary: String) {
        #expect { try ExtraVariables([argument]) } throws: { error in
            let first = (error as? Diagnostics)?.all.first
            return first?.summary == summary || summary == "text after" && first?.code == "yaml"
        }
    }
}
