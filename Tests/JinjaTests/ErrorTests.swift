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
            "{{ 'a' 1️⃣+ 1 }}", .failed, "`+` does not work on text and an integer.",
            help: "join text with `~`, or turn text into a number with `| int`"),
        Case("{{ 1 1️⃣/ 0 }}", .failed, "The number to divide by is zero."),
        Case("{{ 'x' | 1️⃣combine({}) }}", .failed, "`combine` merges mappings; text is none."),
        Case(
            "{{ list | 1️⃣sort(revers=true) }}", .failed,
            "`sort` has no argument `revers`; it has: reverse, case_sensitive, attribute.",
            help: "did you mean `reverse`?"),
        Case("x\n1️⃣{{ a", .syntax, "The `{{` here has no `}}`."),
        Case("{% 1️⃣iff a %}", .syntax, "There is no statement `iff`.", help: "did you mean `if`?"),
        Case("{{ a 1️⃣b }}", .syntax, ""), Case("{{ (1 1️⃣] }}", .syntax, "`(` is closed by `]` here."),
        Case("{{ 1️⃣'abc }}", .syntax, "The quote here has no partner."),
        Case("{{ lookup('fil', 'x')1️⃣ }}", .lookup, "", help: "did you mean `file`?"),
        Case("{{ 1️⃣9223372036854775807 + 1 }}", .failed, ""),
        Case("{{ 1️⃣92233720368547758070 }}", .syntax, ""),
        Case(
            "{{ 'x' | 1️⃣regex_replace('(', '') }}", .failed,
            "`(` is not one: missing ), unterminated subpattern at position 0."),
    ]

    static let variables: Mapping = [
        "server_name": "web", "users": ["joe": ["name": "joe", "shell": "sh"]], "list": [1, 2],
    ]

    @Test(arguments: cases) func `a failure names the thing and the place`(_ one: Case) throws {
        let text = one.marked.replacing("1️⃣", with: "")
        let error = #expect(throws: TemplateError.self) { try templar(Self.variables).resolve(written(text)) }
        #expect(error?.kind == one.kind)
        if !one.detail.isEmpty { #expect(error?.diagnostic.detail == one.detail) }
        if let help = one.help { #expect(error?.diagnostic.help == help) }
        guard !one.detail.isEmpty, let mark = one.marked.firstRange(of: "1️⃣")?.lowerBound else { return }
        let before = one.marked[..<mark].split(separator: "\n", omittingEmptySubsequences: false)
        #expect(error?.diagnostic.place?.line == before.count)
        #expect(error?.diagnostic.place?.column == (before.last?.unicodeScalars.count ?? 0) + 1)
    }

    @Test func `a missing variable behind others is named with the way to it`() throws {
        let error = #expect(throws: TemplateError.self) {
            try render("{{ a }}", ["a": "{{ b }}", "b": "{{ missing }}"])
        }
        #expect(error?.undefinedName == "missing")
        #expect(error?.diagnostic.notes.count ?? 0 >= 1)
    }

    @Test(arguments: [["a": "{{ a }}"], ["a": "{{ b }}", "b": "x{{ c }}", "c": ["{{ a }}"]]] as [Mapping])
    func `a variable that needs itself is told with its chain`(_ variables: Mapping) throws {
        let error = #expect(throws: TemplateError.self) { try render("{{ a }}", variables) }
        #expect(error?.kind == .cycle)
        #expect(error?.diagnostic.detail?.contains("→") == true)
    }

    @Test(arguments: [
        "{% for i in range(10**12) %}x{% endfor %}",
        "{% for i in range(9000000) %}{% for j in range(9000000) %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{{ 'x' * 10**10 }}", "{{ [1] * 10**10 }}",
        "{% for i in range(100) %}{{ 'x' * 10**7 }}{% endfor %}", "{{ '%999999999d' % 1 }}",
        "{{ 'x'.ljust(10**10) | length > 10**9 and missing }}",
        "{% for a in tree recursive %}{{ loop(a) }}{% endfor %}",
    ])
    func `an endless template is ended`(_ text: String) throws {
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

    @Test func `a list that holds itself can be shown and compared`() throws {
        let text = "{% set l = [] %}{% set _ = l.append(l) %}"
        #expect(try render(text + "{{ l | string | length > 3 }}") == .bool(true))
        #expect(throws: TemplateError.self) { try render(text + "{{ l | to_json }}") }
        #expect(throws: TemplateError.self) { try render(text + "{{ l | flatten }}") }
        _ = try? render(text + "{% set m = [l] %}{{ l == m }}")
    }
}
