import Jinja
import Synchronization
import Testing
import Values

struct TemplarTests {
    @Test func `omitted entries are left out at any depth`() throws {
        let value: Value = ["a": "{{ omit }}", "b": ["{{ omit }}", "x"], "c": ["d": "{{ missing | default(omit) }}"]]
        #expect(try templar().resolve(written(value)) == ["b": ["x"], "c": [:]])
        #expect(try render("{{ missing | default(omit) }}") == nil)
        #expect(try render("{{ {'a': omit, 'b': 1} }}") == ["b": 1])
    }

    @Test(arguments: [
        "{{ fact }}", "x{{ fact }}", "{{ [fact] | first }}", "{{ fact | upper | lower }}", "{{ {'k': fact}.k }}",
        "{{ missing | default(fact) }}", "{{ fact | regex_replace('^', '') }}", "{{ copied }}",
        "{{ fact | to_json | from_json }}",
        "{% for f in [fact] %}{{ f }}{% endfor %}", "{{ fact ~ '' }}",
        "{{ ('- \"' ~ fact ~ '\"') | from_yaml | first }}", "{{ lookup('vars', 'fact') }}",
        "{{ hostvars.web.fact }}", "{{ {'a': 1} | combine({'b': fact}) }}", "{{ [[fact]] | flatten | join }}",
    ])
    func `text from a host is never a template`(_ text: String) throws {
        let evil = "{{ lookup('pipe', 'touch pwned') }}"
        var scope = TestScope(["copied": written("{{ fact }}")])
        scope.variables["fact"] = .value(.string(evil))
        scope.variables["hostvars"] = .scope(NestedScope(hosts: ["web": TestScope(["fact": .string(evil)])]))
        let result = try templar(over: scope).resolve(written(text))
        #expect(!(result?.isDynamic ?? true))
        let shown = YAMLWriter().write(result ?? .null)
        #expect(shown.contains("lookup("))
    }

    @Test(
        "a template in a condition is a part of the expression",
        arguments: [
            ("'x' in {{ r.stdout }}", true), ("{{ n }} == 3", true), ("{{ text }} > 2 and {{ text }} + 1 == 4", true),
            ("'b' in {{ list }}", true), ("'c' in {{ list }}", false), ("not {{ flag }}", true),
            ("web.{{ key }} == 80", true),
            ("{{ name }}_on", true), ("{{ name }}_off is defined", false), ("{{ name }}_on is defined", true),
            ("{{ name }} is not defined", false), ("{{ evil }} == 'y'", false), ("{{ evil }}", false),
        ])
    func embedded(condition: String, holds: Bool) throws {
        let templar = templar([
            "r": ["stdout": "xyz"], "n": 3, "text": "3", "list": ["a", "b"], "flag": "False", "web": ["port": 80],
            "key": "port", "name": "app", "app": 1, "app_on": true, "evil": "1 or true",
        ])
        guard condition != "{{ evil }}" else {
            #expect(throws: TemplateError.self) { try templar.condition(written(condition)) }
            return
        }
        #expect(try templar.condition(written(condition)) == holds)
    }

    @Test(arguments: ["{% if x %}true{% endif %}", "{{ x", "'{{ x }} == 1"])
    func `statements and unclosed templates in a condition are refused`(condition: String) throws {
        #expect(throws: TemplateError.self) { try templar(["x": 1]).condition(written(condition)) }
    }

    @Test func `templates in the strings of a condition are values and never code`() throws {
        let templar = templar(["said": "x' or true or '", "os": "Debian", "none": .null])
        #expect(try templar.condition(written("os == '{{ os }}' and '{{ none }}' == ''")))
        #expect(try !templar.condition(written("'{{ said }}' == 'y'")))
        #expect(try templar.condition(written("\"{{ \"x' or true or '\" }}\" == said")))
    }

    @Test func `variables of another scope are rendered with that scope`() throws {
        let hosts = NestedScope(hosts: [
            "web": TestScope(["name": "web", "greeting": written("hi {{ name }}"), "list": written(["{{ name }}1"])])
        ])
        var scope = TestScope(["name": "here"])
        scope.variables["hostvars"] = .scope(hosts)
        let templar = templar(over: scope)
        #expect(try templar.resolve(written("{{ hostvars['web'].greeting }} {{ name }}")) == "hi web here")
        #expect(try templar.resolve(written("{{ hostvars.web.list[0] }}")) == "web1")
        #expect(try templar.resolve(written("{{ hostvars | list }}")) == ["web"])
        #expect(try templar.resolve(written("{{ 'web' in hostvars and 'db' not in hostvars }}")) == true)
        #expect(try templar.resolve(written("{{ hostvars.db is defined }}")) == false)
        #expect(try templar.resolve(written("{{ hostvars.web | length }}")) == "3")
        #expect(
            try templar.resolve(written("{{ hostvars | dict2items | map(attribute='value.name') | list }}")) == ["web"])
    }

    @Test func `a variable is rendered only when it is used`() throws {
        let variables: Mapping = ["m": ["bad": "{{ missing }}", "good": "{{ 1 + 1 }}"], "l": ["{{ missing }}", "x"]]
        #expect(try render("{{ m.good }}{{ l[1] }}", variables) == "2x")
        #expect(try render("{{ m.bad | default('d') }}", variables) == "d")
        #expect(try render("{{ l | length }}", variables) == "2")
    }

    @Test func `changes of lists stay within one evaluation`() throws {
        let templar = templar(["l": [1], "d": ["k": [1]]])
        #expect(try templar.resolve(written("{% set _ = l.append(2) %}{{ l }}")) == [1, 2])
        #expect(try templar.resolve(written("{% set _ = d.k.append(2) %}{{ d.k }}")) == [1, 2])
        #expect(try templar.resolve(written("{{ l }}{{ d.k }}")) == "[1][1]")
    }

    @Test func `vaulted values are decrypted when used and registered as secrets`() throws {
        let secrets = SecretRegistry()
        let sealed = SealedText(envelope: "$ANSIBLE_VAULT;1.1;AES256", at: template("x").span)
        var context = templar().context
        context.scope = TestScope(["password": .sealed(sealed), "both": .list([.sealed(sealed), "x"])])
        #expect(throws: TemplateError.self) { try Templar(context).resolve(written("{{ password }}")) }
        context.opener = FixedOpener()
        context.secrets = secrets
        #expect(try Templar(context).resolve(written("p={{ password }}{{ both[0] }}")) == "p=hunter2hunter2")
        #expect(try Templar(context).lookUp("both") == ["hunter2", "x"])
        #expect(secrets.mask("is hunter2") == "is ********")
    }

    @Test func `lookups with side effects are not run ahead of time`() throws {
        var context = templar().context
        context.lookups.allowsEffects = false
        for text in [
            "{{ lookup('pipe', 'echo x') }}", "{{ lookup('password', '/dev/null') }}",
            "{{ lookup('url', 'http://x') }}",
        ] {
            let error = #expect(throws: TemplateError.self) { try Templar(context).resolve(written(text)) }
            #expect(error?.kind == .lookup)
        }
    }

    @Test func `loops by lookup give one value per iteration`() throws {
        let templar = templar(["names": ["a", "b"]])
        #expect(try templar.loop(over: [written("{{ names }}"), "c"], by: "items") == ["a", "b", "c"])
        #expect(try templar.loop(over: ["k": 1], by: "dict") == [["key": "k", "value": 1]])
        #expect(try templar.loop(over: [["a"], [1, 2]], by: "nested") == [["a", 1], ["a", 2]])
        #expect(try templar.loop(over: "count=2", by: "sequence") == ["1", "2"])
    }

    @Test func `syntax errors are found without rendering`() {
        #expect(Templar.check(template("{{ a | upper }}{% if b is defined %}{% endif %}")).isEmpty)
        #expect(
            Templar.check(template("{{ a | uper }}{{ b is definedd }}")).map(\.help) == [
                "did you mean `upper`?", "did you mean `defined`?",
            ])
        #expect(Templar.check(template("{% if %}")).count == 1)
        #expect(Templar.check(expression: template("a == ")).count == 1)
        #expect(Templar.check(expression: template("a | bool and b")).isEmpty)
    }

    @Test func `the names that a template mentions are known before it is rendered`() {
        let value: Value = [
            "k": ["{{ a.b | default(c) }}", "{% for i in d %}{{ i ~ e }}{% endfor %}"], "l": "plain f",
        ]
        #expect(Templar.mentionedNames(in: written(value)).isSuperset(of: ["a", "c", "d", "e"]))
        #expect(!Templar.mentionedNames(in: written(value)).contains("f"))
        #expect(Templar.mentionedNames(inExpression: template("a.b == 1 and 'x' in c")) == ["a", "c"])
    }

    @Test func `results are strings where a string is requested`() throws {
        #expect(try templar(["n": 5, "l": [1]]).resolveText(written("{{ n }}")) == "5")
        #expect(try templar(["l": [1, "a"]]).resolveText(written("{{ l }}")) == "[1, 'a']")
        #expect(try templar().resolveText(.null) == "")
        #expect(try templar().resolveText(.bool(true)) == "True")
    }

    @Test func `native results keep their type`() throws {
        var context = templar(["n": 5, "t": "7", "l": [1]]).context
        context.settings.native = true
        let templar = Templar(context)
        #expect(try templar.resolve(written("{{ n + 1 }}")) == .int(6))
        #expect(try templar.resolve(written("{{ n }}{{ n }}")) == .int(55))
        #expect(try templar.resolve(written("{{ none }}")) == .null)
        #expect(try templar.resolve(written("{{ t | string }}")) == "7")
    }

    @Test func `bare expressions evaluate to values`() throws {
        let templar = templar(["a": 2, "l": ["x"]])
        #expect(try templar.evaluate(expression: "a * 3") == .int(6))
        #expect(try templar.evaluate(expression: "l + ['y']") == ["x", "y"])
        let kept = template("a > 1")
        #expect(try templar.condition(expression: kept))
        #expect(try templar.condition(["a > 1", true, "l | length == 1"]))
        #expect(try !templar.condition(["a > 1", false]))
    }

    @Test(arguments: [
        "{{ a }}", "{% for i in [a] %}{{ i }}{% endfor %}", "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(a) }}",
    ])
    func `what is compiled is given up with its text`(text: String) throws {
        weak var last: TemplateText?
        do {
            let once = template(text)
            #expect(try templar(["a": 2]).resolveText(.template(once)) == "2")
            #expect(Templar.check(once).isEmpty)
            last = once
        }
        #expect(last == nil)
        do {
            let once = template("a > 1")
            #expect(try templar(["a": 2]).condition(expression: once))
            last = once
        }
        #expect(last == nil)
    }
}

/// Scopes by name, as `hostvars`.
private struct NestedScope: VariableScope {
    let hosts: [String: TestScope]

    func lookUp(_ name: String) -> Variable? { hosts[name].map { .scope($0) } }
    var names: [String] { hosts.keys.sorted() }
}

private struct FixedOpener: SealedTextOpener {
    func open(_ sealed: SealedText) throws(Diagnostic) -> Secret { Secret("hunter2") }
}
