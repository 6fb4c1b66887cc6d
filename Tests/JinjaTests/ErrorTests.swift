import Jinja
import Testing
import Values

/// What is told when a template fails: kind, place, words and remedy.
struct ErrorTests {
    /// `1️⃣` marks where the caret must stand.
    struct Case: Sendable, CustomTestStringConvertible {
        let marked: String
        let kind: TemplateError.Kind
        let detail: String
        var help: String?

        init(_ marked: String, _ kind: TemplateError.Kind, _ detail: String, help: String? = nil) {
            self.marked = marked
            self.kind = kind
            self.detail = detail
            self.help = help
        }

        var testDescription: String { marked }
    }

    static let cases: [Case] = [
        Case("{{ 1️⃣servr_name }}", .undefined, "`servr_name` is not defined.", help: "did you mean `server_name`?"),
        Case("a\nb {{ 1️⃣nothing_like_it }}", .undefined, "`nothing_like_it` is not defined."),
        Case(
            "{{ users.joe.1️⃣state }}", .undefined, "`users.joe` has no key `state`; it has: name, shell."),
        Case("{{ users.jo.1️⃣e }}", .undefined, "", help: nil),
        Case("{{ users.1️⃣jo.state }}", .undefined, "`users` has no key `jo`; it has: joe.", help: "did you mean `joe`?"),
        Case("{{ list[1️⃣7] }}", .undefined, "`list` has no attribute `7`, which is a list."),
        Case("{{ list | 1️⃣uper }}", .failed, "There is no filter `uper`.", help: "did you mean `upper`?"),
        Case("{{ list is 1️⃣maping }}", .failed, "There is no test `maping`.", help: "did you mean `mapping`?"),
        Case(
            "{{ 'a' 1️⃣+ 1 }}", .failed, "`+` does not work on a string and an integer.",
            help: "concatenate with `~`, or convert a string to a number with `| int`"),
        Case("{{ 1 1️⃣/ 0 }}", .failed, "The divisor is zero."),
        Case("{{ 'x' | 1️⃣combine({}) }}", .failed, "`combine` merges mappings, not a string."),
        Case(
            "{{ list | 1️⃣sort(revers=true) }}", .failed,
            "`sort` has no argument `revers`; it has: reverse, case_sensitive, attribute.",
            help: "did you mean `reverse`?"),
        Case("x\n1️⃣{{ a", .syntax, "The `{{` here has no matching `}}`."),
        Case("{% 1️⃣iff a %}", .syntax, "There is no statement `iff`.", help: "did you mean `if`?"),
        Case("{{ a 1️⃣b }}", .syntax, ""), Case("{{ (1 1️⃣] }}", .syntax, "`(` is closed with `]` here."),
        Case("{{ 1️⃣'abc }}", .syntax, "The string that starts here has no closing quote."),
        Case("{{ lookup('fil', 'x')1️⃣ }}", .lookup, "", help: "did you mean `file`?"),
        Case("{{ 10 1️⃣** 5000 }}", .budget, "It has more than 4300 digits and cannot be written as text."),
        Case("{{ 2 1️⃣** (2 ** 40) }}", .budget, "Integers of more than 32768 bits are not supported."),
        Case("{{ (1 if false).1️⃣x }}", .undefined, ""),
        Case("{{ 1️⃣lookup('dig', 'x') }}", .lookup, "There is no lookup `dig` here: name servers are not queried."),
        Case("{{ 5 | 1️⃣basename }}", .failed, "`basename` takes a string, not an integer."),
        Case(
            "{{ 'x' | 1️⃣regex_replace('(', '') }}", .failed,
            "`(` cannot be parsed: missing ), unterminated subpattern at position 0."),
    ]

    static let variables: Mapping = [
        "server_name": "web", "users": ["joe": ["name": "joe", "shell": "sh"]], "list": [1, 2],
    ]

    @Test(arguments: cases) func `an error names what is wrong and where`(_ one: Case) throws {
        let text = one.marked.replacing("1️⃣", with: "")
        let error = #expect(throws: TemplateError.self) { try templar(Self.variables).resolve(written(text)) }
        #expect(error?.kind == one.kind)
        if !one.detail.isEmpty { #expect(error?.diagnostic.detail == one.detail) }
        if let help = one.help { #expect(error?.diagnostic.help == help) }
        guard !one.detail.isEmpty, let mark = one.marked.firstRange(of: "1️⃣")?.lowerBound else { return }
        let before = one.marked[..<mark].split(separator: "\n", omittingEmptySubsequences: false)
        #expect(error?.diagnostic.span?.line == before.count)
        #expect(error?.diagnostic.span?.column == (before.last?.unicodeScalars.count ?? 0) + 1)
    }

    @Test func `an undefined variable behind others is named with the chain that leads to it`() throws {
        let error = #expect(throws: TemplateError.self) {
            try render("{{ a }}", ["a": "{{ b }}", "b": "{{ missing }}"])
        }
        #expect(error?.undefinedName == "missing")
        #expect(error?.diagnostic.notes.count ?? 0 >= 1)
    }

    @Test(arguments: [["a": "{{ a }}"], ["a": "{{ b }}", "b": "x{{ c }}", "c": ["{{ a }}"]]] as [Mapping])
    func `a circular variable reference is reported with its chain`(_ variables: Mapping) throws {
        let error = #expect(throws: TemplateError.self) { try render("{{ a }}", variables) }
        #expect(error?.kind == .cycle)
        #expect(error?.diagnostic.detail?.contains("→") == true)
    }

    @Test(arguments: [
        "{% for i in range(10**12) %}x{% endfor %}",
        "{% for i in range(1900000) %}{% for j in range(1900000) %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{{ 'x' * 10**10 }}", "{{ [1] * 10**10 }}",
        "{% for i in range(100) %}{{ 'x' * 10**7 }}{% endfor %}", "{{ '%999999999d' % 1 }}",
        "{{ 'x'.ljust(10**10) | length > 10**9 and missing }}",
        "{% for a in tree recursive %}{{ loop(a) }}{% endfor %}",
        "{{ ('x' * 10**6) | replace('x', 'y' * 10**6) }}", "{{ ('x' * 10**5) | regex_replace('x', 'y' * 10**6) }}",
        "{{ ('x' * 10**5).replace('x', 'y' * 10**6) }}", "{{ [1] | slice(10**12) }}", "{{ [1] | batch(10**12, 'x') }}",
        "{{ (['x'] * 10**5) | join('y' * 10**5) }}", "{{ range(1900000) | product(range(1900000)) }}",
        "{{ ('a\n' * 10**5) | indent(10**6) }}", "{{ [1] | to_json(indent=10**9) }}",
        "{{ range(1000) | permutations(5) }}",
        "{{ 'a' | comment(prefix_count=10**10) }}", "{{ query('nested', range(9000) | list, range(9000) | list) }}",
        "{{ query('sequence', 'start=0 end=9223372036854775807') }}", "{{ ('a' * 40) is match('(a+)+b') }}",
    ])
    func `an endless template is stopped`(_ text: String) throws {
        let cyclic = "{% set tree = [] %}{% set _ = tree.append(tree) %}" + text
        var context = templar().context
        context.settings.stepLimit = 200_000
        context.settings.outputLimit = 32 << 20
        #expect(throws: TemplateError.self) { try Templar(context).resolve(written(cyclic)) }
    }

    @Test(arguments: ["(", "[", "{'a':", "not ", "-", "a[", "f(", "a if b else "])
    func `deep nesting is refused, not fatal`(_ part: String) throws {
        let text = "{{ " + String(repeating: part, count: 100_000) + " }}"
        let error = #expect(throws: TemplateError.self) { try render(text) }
        #expect(error?.kind == .syntax)
    }

    @Test(arguments: [" + 1", " ~ 'x'", " and 1", "| upper", ".a", "[0]", " == 1", " is defined and 1", " if 1", "()"])
    func `long chains are refused or answered, not fatal`(_ part: String) {
        let text = "{{ 1" + String(repeating: part, count: 100_000) + " }}"
        _ = try? render(text)
    }

    @Test(arguments: [
        "(-9223372036854775807 - 1) | abs", "(-9223372036854775807 - 1) // -1", "(-9223372036854775807 - 1) % -1",
        "-(-9223372036854775807 - 1)", "9223372036854775807 + 1", "2 ** 64", "-9223372036854775807 - 2",
        "1.5 | round(-400)",
        "1.5 | round(400)", "'1e30' | human_to_bytes", "'99999999999999999999' | human_to_bytes",
        "'%Y' | strftime(1e18)",
        "'%c' | strftime(-1e13)", "'abc'[-9223372036854775807:9223372036854775807:9223372036854775807]",
        "range(-9223372036854775807, 9223372036854775807)[5]",
        "range(0, 9223372036854775807, 9223372036854775807) | list",
        "query('sequence', 'start=9223372036854775806 end=9223372036854775807')",
        "'255.255.255.255' | ipmath(9223372036854775807)", "'ffff::' | ipaddr('-1')", "'::/0' | ipaddr('-1')",
        "'::/0' | ipaddr('size')", "'0.0.0.0/0' | ipsubnet(32)", "'::/0' | ipsubnet(128, 5)", "'::/0' | ipsubnet(128)",
        "'0.0.0.0/0' | nthhost(-1)", "'::/0' | nthhost(-1)", "'10.0.0.0/31' | ipaddr('last_usable')",
        "9223372036854775807 | random(seed='x')", "1e300 | int", "1e300 | human_readable", "-1e300 | filesizeformat",
        "'%d' % 1e300", "'%c' % -5", "'%c' % 99999999999", "'{:c}'.format(-1)", "'a'.expandtabs(-5)", "'x'.zfill(-5)",
        "[1].insert(-9223372036854775807, 2)", "[1].pop(-9223372036854775807)", "'x'.center(-5)",
        "'abc'.find('b', -9, 99)",
        "('2024-01-01 00:00:00' | to_datetime) - 5", "'99' | to_datetime('%j')", "'' | to_datetime('')",
        "1 | pow(1e300)",
        "0 | log", "-1 | root", "[[1, 2], 3] | sum", "'nan' | float | int", "'inf' | float | round",
        "'inf' | float | to_json",
        "'%5.3s|%-5d|%+.1e' % ('abcdef', 3, 1e100)", "'a' | truncate(0)", "'abc' | truncate(-5, true, '')",
        "'x' | wordwrap(-1)", "'x' | indent(-5)", "[] | batch(0)", "[1] | slice(-3)", "'a' | regex_replace('a', '\\9')",
        "'' | b64decode", "'=' | b64decode", "'x' | password_hash('sha512', 'ab', rounds=-1)",
        "'' | password_hash('sha256', '')", "'' | password_hash('md5', 'ab')", "{'a': 1} | dictsort(by='x')",
        "'1' is version('', '<')", "'a' is version('1.é', '<')", "'http://[::1' | urlsplit",
        "'http://a:99999' | urlsplit",
        "'[' | from_yaml", "('[' * 5000) | from_json", "('[' * 5000) | from_yaml", "('- ' * 5000) | from_yaml",
        "('[' * 5000) ~ ''", "{} | json_query('a.b[0:1:0]')", "[1, 2] | json_query('[-9:9:-1]')",
        "{} | json_query('(' * 500)",
        "'é' * 3 | string | truncate(1)", "'a' | center(3) | wordwrap(1, true, '')", "[3, 'a', none] | max",
        "{1: 2} | to_json | from_json",
        "'x' | community.general.to_seconds", "5 | community.general.to_time_unit",
        "'zz' | community.general.random_mac",
    ])
    func `extreme values are answered or refused, not fatal`(_ expression: String) {
        _ = try? render("{{ \(expression) }}")
    }

    @Test func `a list that contains itself can be shown and compared`() throws {
        let text = "{% set l = [] %}{% set _ = l.append(l) %}"
        #expect(try render(text + "{{ l | string | length > 3 }}") == .bool(true))
        #expect(throws: TemplateError.self) { try render(text + "{{ l | to_json }}") }
        #expect(throws: TemplateError.self) { try render(text + "{{ l | flatten }}") }
        _ = try? render(text + "{% set m = [l] %}{{ l == m }}")
    }
}
