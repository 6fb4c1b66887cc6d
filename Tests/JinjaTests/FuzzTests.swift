import Jinja
import Testing
import Values

/// Damaged templates: whatever they are, there is an answer or an error, never a crash or a hang.
struct FuzzTests {
    static let seeds = [
        "{% for k, v in d.items() if v > 1 recursive %}{{ loop.index }}{{ k ~ v }}{% else %}-{% endfor %}",
        "{% macro m(a, b=2, *c) %}{{ a }}{{ caller(1) }}{% endmacro %}{% call(x) m(1, b=3) %}{{ x }}{% endcall %}",
        "{{ l[1:-1:2] | map('regex_replace', '(?i)^(a|b)+?$', '\\\\1') | join(', ') | default(omit, true) }}",
        "{{ 'x %05.2f %s' | format(1.5, n) }}{{ '{:>{w}}'.format(s, w=9) }}{{ s.split('a', 1)[0].ljust(7, '-') }}",
        "{% set ns = namespace(a=[1, {'k': none}]) %}{% set ns.a = ns.a + [2] %}{% filter upper %}x{% endfilter %}",
        "{%- raw -%} {{ x }} {%- endraw -%} {# c #} {{- 1 if true else 'b' -}} {% if a is defined and not b %}{% endif %}",
        "{{ d | combine({'a': {'b': [1]}}, recursive=true, list_merge='append_rp') | to_nice_yaml(indent=2) | from_yaml }}",
        "{{ '[1, {\"a\": (1, 2.5e3)}]' }}{{ '%Y-%m-%d' | strftime(0) }}{{ '10.0.0.0/8' | ipaddr('1') }}{{ d | json_query('a[?b>`1`].c') }}",
        "{{ -1 ** 2 // 3 % 4 * 1.5 - 0x1f + 1_000 ~ (1, 2) == 3 < 4 in [5] not in {} }}{{ 9223372036854775807 }}",
        "{{ 1 | human_readable }}{{ '5' | int(base=16) }}{{ 7.555 | round(2, 'ceil') }}{{ [3, 1] | sort(reverse=true) | batch(2) }}",
    ]
    static let variables: Mapping = [
        "d": ["a": 1, "b": [2, 3]], "l": ["a", "bb", "c", "d"], "n": 5, "s": "banana", "a": true,
    ]

    /// The 10,000 rounds of a longer run are asked for with `SWIFTPLAY_FUZZ_ROUNDS`.
    @Test func `damaged templates neither crash nor hang`() {
        var generator = SplitMix(state: 42)
        for _ in 0..<fuzzRounds { tryOut(damaged(&generator)) }
    }

    private func tryOut(_ text: String) {
        var context = templar(Self.variables).context
        context.settings.stepLimit = 20_000
        context.settings.outputLimit = 1 << 20
        context.lookups.allowsEffects = false
        let templar = Templar(context)
        _ = Templar.check(template(text))
        _ = try? templar.resolve(.template(template(text)))
        _ = try? templar.render(template(text))
        _ = try? templar.condition(expression: template(text))
    }

    private func damaged(_ generator: inout SplitMix) -> String {
        var bytes = Array(Self.seeds[generator.below(Self.seeds.count)].utf8)
        for _ in 0...generator.below(4) {
            let other = Array(Self.seeds[generator.below(Self.seeds.count)].utf8)
            let from = generator.below(other.count)
            let piece = other[from..<min(other.count, from + generator.below(12))]
            let at = generator.below(bytes.count + 1)
            let end = min(bytes.count, at + generator.below(6))
            switch generator.below(4) {
            case 0: bytes.removeSubrange(at..<end)
            case 1: bytes.insert(contentsOf: piece, at: at)
            case 2: bytes.replaceSubrange(at..<end, with: piece)
            default: bytes.insert(UInt8(truncatingIfNeeded: generator.below(256)), at: at)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A small generator, the same in every run.
struct SplitMix {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(max(1, bound)))
    }
}
