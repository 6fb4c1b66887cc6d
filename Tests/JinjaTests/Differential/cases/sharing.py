"""Which lists and mappings are one and the same, and which name means what where in a template."""
VARIABLES = {
    "ints": [3, 1, 2, 3], "map": {"a": 1, "b": "two", "c": [1, 2], "d": {"e": None}}, "x": "outer", "yes": True, "no": False,
    "people": [{"n": "x", "v": 2, "t": ["p"]}, {"n": "Y", "v": 1, "t": []}, {"n": "z", "t": ["q", "p"]}],
    "copied": "{{ ints }}", "popped": "{{ ints.pop() }}{{ ints }}", "via": "{{ copied }}",
}
_DERIVED_LISTS = [
    "ints | sort", "ints | list", "ints | unique", "ints | union([])", "ints + []", "ints[:]", "ints | default([])", "ints | ternary(ints, 1)",
    "ints | from_yaml", "ints | mandatory", "ints | shuffle(seed=1)", "ints | flatten", "ints | reverse | list", "ints or []", "ints and ints",
    "namespace(a=ints).a", "[ints][0]", "[ints] | first", "{'k': ints}.k", "(ints, 1)[0]", "[[ints]] | flatten(levels=1) | first", "ints if yes else []",
    "[ints] | map('default', 1) | first", "lookup('vars', 'ints')", "ints.copy()", "[ints] | max", "dict(a=ints).a", "[ints, 1] | random(seed=1)",
    "ints | difference([])", "ints | intersect(ints)", "ints | symmetric_difference([])", "ints | select | list", "ints | batch(9) | first", "[ints] | zip([1]) | first | first",
    "ints | d", "none | default(ints, true)", "[ints] | sum(start=[])", "[[0, ints]] | map('last') | first", "[{'q': ints}] | map(attribute='q') | first", "ints * 1",
]
_DERIVED_MAPS = [
    "map | combine({})", "{} | combine(map)", "map | combine(map)", "map | combine({'k': 1})", "map | combine", "map | combine({}, {})", "({} | combine({'a': map})).a",
    "({'b': 1} | combine({'a': map})).a", "({'a': {'q': 1}} | combine({'a': map}, recursive=true)).a", "({'a': map} | combine({'a': {'q': 1}}, recursive=true)).a",
    "({'a': map} | combine({'b': {'q': 1}}, recursive=true)).a", "({'a': map} | combine({'a': {}}, recursive=true)).a", "({'a': {}} | combine({'a': map}, recursive=true)).a",
    "dict(map)", "dict(**map)", "map.copy()", "map | dict2items | items2dict", "map | default({})", "(map.items() | list) | items2dict(key_name=0, value_name=1)", "map | from_yaml",
    "map | to_json | from_json", "dict(map | dictsort)",
]
_PARTS = [
    "people | first", "people | last", "(people | selectattr('n') | list).0", "([people] | flatten).0", "(people | map('combine', {}) | list).0", "(people | sort(attribute='n')).0",
    "(people | groupby('n')).0.1.0", "(people | to_json | from_json).0", "lookup('items', people, wantlist=true).0", "lookup('vars', 'people').0", "(people | subelements('t')).0.0",
    "people.0", "people[0]", "people[-1]", "people[:1].0", "(people | reverse | list).0", "(people | list).0", "(people + []).0", "(people | rejectattr('zz', 'defined') | list).0",
    "(people | zip(ints) | list).0.0", "(people | product([1]) | list).0.0", "(people | unique).0", "(people | difference([])).0", "(people | batch(2) | list).0.0", "(people | slice(2) | list).0.0",
    "query('items', people).0", "(dict(['a']|zip(people))).a", "(people | map(attribute='t') | list).0", "people.0.t", "map.c", "map['d']", "map.values() | list | last",
]
# What is set where, and read where: before, within and behind.
_SCOPES = [
    "{% for i in [1, 2] %}{{ x }}{% endfor %}{% set x = 1 %}", "{% for i in [1, 2] %}{{ x }}{% endfor %}{{ x }}{% set x = 1 %}", "{{ x }}{% set x = 1 %}{{ x }}",
    "{% for i in [1, 2] %}{{ x | default('none') }}{% endfor %}{% set x = 1 %}{{ x }}", "{% for i in [1, 2] %}{{ x is defined }}{% set x = i %}{{ x }}{% endfor %}{{ x }}",
    "{% for i in [1, 2] %}{{ x }}{% set x = i %}{{ x }}{% endfor %}", "{% for i in [1, 2] %}{% if i == 2 %}{% set x = i %}{% endif %}{{ x }}{% endfor %}{{ x }}",
    "{% if yes %}{% set x = 1 %}{% endif %}{{ x }}", "{% if no %}{% set x = 1 %}{% endif %}{{ x }}", "{% if no %}{% set x = 1 %}{% else %}{{ x }}{% endif %}{{ x }}",
    "{% if no %}{% set x = 1 %}{% elif no %}{% set x = 2 %}{% endif %}{{ x }}", "{% if yes %}{{ x }}{% set x = 1 %}{% elif no %}{% set x = 2 %}{% else %}{% set x = 3 %}{% endif %}{{ x }}",
    "{% if yes %}{{ x }}{% set x = 1 %}{% else %}{% set x = 3 %}{% endif %}{{ x }}", "{% if no %}{% set x = 1 %}{% else %}{% if no %}{% set x = 2 %}{% endif %}{% endif %}{{ x }}",
    "{% macro m() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ m() }}", "{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% set x = 1 %}", "{% macro m() %}{{ x | default('none') }}{% endmacro %}{{ m() }}{% set x = 1 %}{{ m() }}",
    "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(1) }}{{ x }}{{ m() | default('no') }}", "{% macro m(a=x) %}{{ a }}{% endmacro %}{{ m() }}{% set x = 5 %}{{ m() }}", "{% macro m() %}{% set x = 1 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}",
    "{% macro m() %}{{ x }}{% set x = 1 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}", "{% macro m() %}{{ x | d('none') }}{% endmacro %}{% for x in [1] %}{{ m() }}{% endfor %}", "{% macro m() %}{% for i in [1] %}{{ x }}{% endfor %}{% set x = 2 %}{% endmacro %}{{ m() }}",
    "{% with x = 1 %}{{ x }}{% endwith %}{{ x }}", "{% with y = x %}{{ y }}{% set x = 2 %}{{ x }}{% endwith %}{{ x }}", "{% with x = 1, y = x %}{{ y }}{% endwith %}", "{% with %}{{ x }}{% endwith %}{% set x = 3 %}", "{% with %}{% set x = 3 %}{{ x }}{% endwith %}{{ x }}",
    "{% set y %}{{ x }}{% endset %}{% set x = 1 %}{{ y }}", "{% set x %}{{ x }}!{% endset %}{{ x }}", "{% set x = x ~ '!' %}{{ x }}", "{% set y %}{% set x = 4 %}{{ x }}{% endset %}{{ y }}{{ x }}", "{% filter upper %}{{ x }}{% endfilter %}{% set x = 'low' %}",
    "{% filter upper %}{% set x = 'low' %}{{ x }}{% endfilter %}{{ x }}", "{% block b %}{{ x }}{% endblock %}{% set x = 1 %}", "{% set x = 1 %}{% block b %}{{ x }}{% endblock %}", "{% block b %}{% set x = 2 %}{{ x }}{% endblock %}{{ x }}", "{% block b %}{% for i in [1] %}{{ x }}{% endfor %}{% set x = 2 %}{% endblock %}{{ x }}",
    "{% for x in [1, 2] %}{{ x }}{% endfor %}{{ x }}", "{% for x in x %}{{ x }}{% endfor %}", "{% for i in [1, 2] if x == 'outer' %}{{ i }}{% endfor %}{% set x = 1 %}", "{% for x in [1, 2] if x > 1 %}{{ x }}{% endfor %}{{ x }}", "{% for i in [] %}{% else %}{{ x }}{% endfor %}{% set x = 1 %}", "{% for i in [] %}{% else %}{% set x = 1 %}{% endfor %}{{ x }}",
    "{% for i in [1, 2] %}{% for j in [1] %}{{ x }}{% endfor %}{% set x = i %}{% endfor %}", "{% for i in [1, 2] %}{% for j in [1] %}{{ x }}{% set x = 'in' %}{% endfor %}{{ x }}{% set x = i %}{% endfor %}", "{% for i in [1] %}{% for j in [1, 2] %}{% set x = j %}{% endfor %}{{ x }}{% endfor %}",
    "{% set ns = namespace(v=x) %}{% for i in [1, 2] %}{% set ns.v = ns.v ~ i %}{% endfor %}{{ ns.v }}", "{% for i in [1] %}{% set ns.v = 1 %}{% endfor %}{% set ns = namespace(v=0) %}", "{% call(a) ns() %}{{ x }}{% endcall %}", "{% macro ns() %}{{ caller(1) }}{% endmacro %}{% call(a) ns() %}{{ a }}{{ x }}{% endcall %}{% set x = 1 %}",
    "{% macro ns() %}{% set x = 2 %}{{ caller(x) }}{% endmacro %}{% call(a) ns() %}{{ a }}{{ x }}{% endcall %}", "{% macro x() %}called{% endmacro %}{{ x() }}", "{{ x }}{% macro x() %}called{% endmacro %}{{ x() }}", "{% for i in [1] %}{{ x }}{% endfor %}{% macro x() %}called{% endmacro %}", "{% for i in [1] %}{{ x }}{% endfor %}{% import 'macros.j2' as x %}",
    "{% include 'part.j2' %}{% set x = 1 %}", "{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% include 'part.j2' %}{% endfor %}{{ x }}", "{% autoescape false %}{% set x = 1 %}{{ x }}{% endautoescape %}{{ x }}", "{% autoescape false %}{{ x }}{% endautoescape %}{% set x = 1 %}", "{% set a, x = 1, 2 %}{{ x }}", "{% for i in [1] %}{{ x }}{% endfor %}{% set a, (b, x) = 1, (2, 3) %}{{ x }}",
    "{{ x if no }}{% for i in [1] %}{{ x }}{% endfor %}{% set x = 1 %}", "{% if x %}{% endif %}{% for i in [1] %}{{ x }}{% endfor %}{% set x = 1 %}", "{% for i in [x] %}{{ i }}{{ x }}{% endfor %}{% set x = 1 %}", "{% for i in [1, 2] recursive %}{{ x }}{% endfor %}{% set x = 1 %}",
]
_CHANGES = [
    "{% for i in [1, 2] %}{{ ints.pop() }}{% endfor %}", "{% for i in [1, 2] %}{{ ints.pop() }}{% endfor %}{{ ints }}", "{{ ints }}{% for i in [1, 2] %}{{ ints.pop() }}{% endfor %}", "{% for i in [1, 2] %}{% for j in [1, 2] %}{{ ints.pop() }}{% endfor %}{{ ints }}{% endfor %}",
    "{% for i in [1, 2] %}{% for j in [1, 2] %}{{ ints.pop() }}{% endfor %}{% endfor %}", "{% macro m() %}{{ ints.pop() }}{% endmacro %}{{ m() }}{{ m() }}", "{% macro m() %}{{ ints.pop() }}{% endmacro %}{{ m() }}{{ m() }}{{ ints }}", "{% macro m(l) %}{{ l.pop() }}{% endmacro %}{{ m(ints) }}{{ m(ints) }}",
    "{{ ints.pop() }}{{ copied }}{{ copied.pop() }}{{ copied }}{{ ints }}", "{{ popped }}{{ ints }}{{ popped }}", "{% set _ = ints.append(9) %}{{ via }}{{ popped }}", "{% for i in ints %}{{ ints.pop() }}{% endfor %}", "{% for i in [1, 2] %}{{ copied.pop() }}{% endfor %}{{ copied }}", "{% for i in [1, 2] %}{{ copied.pop() }}{% endfor %}",
    "{% block b %}{{ ints.pop() }}{% endblock %}{{ ints }}", "{{ ints.pop() }}{% block b %}{{ ints }}{% endblock %}", "{% set y = ints %}{% block b %}{{ y.pop() }}{% endblock %}{{ ints }}", "{% with l = ints %}{{ l.pop() }}{% endwith %}{{ ints }}", "{% with %}{{ ints.pop() }}{% endwith %}{% with %}{{ ints.pop() }}{% endwith %}", "{% set y %}{{ ints.pop() }}{% endset %}{{ y }}{{ ints }}",
    "{% filter upper %}{{ ints.pop() }}{% endfilter %}{% filter upper %}{{ ints.pop() }}{% endfilter %}", "{% if ints.pop() %}{{ ints }}{% endif %}{{ ints }}", "{% for i in [1, 2] if ints.pop() %}{{ ints }}{% endfor %}", "{% for i in [1, 2] if ints.pop() == 3 %}{{ i }}{% endfor %}", "{% for i in [] %}{% else %}{{ ints.pop() }}{% endfor %}{{ ints }}", "{{ [ints.pop(), ints.pop(), ints] }}", "{{ ints.pop() ~ ints }}",
    "{% for p in people %}{{ p.update({'z': 1}) }}{% endfor %}{{ people }}", "{% for k, v in map.items() %}{% if v is mapping %}{{ v.update({'z': 1}) }}{% endif %}{% endfor %}{{ map }}", "{% for p in people %}{{ p.t.append('n') }}{% endfor %}{{ people | map(attribute='t') | list }}", "{% include 'part.j2' %}{{ ints.pop() }}",
]
_CHANGES += [
    "{% for i in ints %}{{ ints.pop(0) }}{% endfor %}{{ ints }}", "{% for i in ints %}{% if ints | length < 8 %}{{ ints.append(i) }}{% endif %}{{ i }}{% endfor %}", "{% for i in ints %}{% if loop.first %}{{ ints.pop() }}{% endif %}{{ i }}{% endfor %}",
    "{% macro m() %}{{ ints }}{{ ints.pop() }}{{ ints }}{% endmacro %}{{ m() }}", "{% macro m() %}{{ ints }}{{ ints.pop() }}{{ ints }}{{ ints.pop() }}{% endmacro %}a{{ m() }}", "{{ ints }}{{ ints.pop() }}{{ ints }}{{ ints.pop() }}", "a{{ ints }}{{ ints.pop() }}{{ ints }}{{ ints.pop() }}", "{{ 'a' }}{{ ints }}{{ ints.pop() }}{{ ints }}{{ ints.pop() }}", "a{{ ints }}b{{ ints.pop() }}{{ ints }}{{ ints.pop() }}",
    "{% set y %}{{ ints }}{{ ints.pop() }}{% endset %}{{ y }}", "{% set y %}a{{ ints }}{{ ints.pop() }}{% endset %}a{{ y }}", "{% filter upper %}{{ ints }}{{ ints.pop() }}{% endfilter %}", "{% filter upper %}a{{ ints }}{{ ints.pop() }}{{ ints.pop() }}{% endfilter %}", "{% block b %}{{ ints }}{{ ints.pop() }}{% endblock %}{{ ints }}",
    "{% if yes %}{{ ints }}{{ ints.pop() }}{{ ints }}{{ ints.pop() }}{% endif %}", "{% for p in [1,2] %}{{ ints }}{{ ints.pop() }}{% endfor %}", "{{ ints }}{% set x = ints.pop() %}b", "{{ ints }}{% set x = ints.pop() %}", "{{ (ints, 1) }}{{ ints.pop() }}", "{{ {'a': ints} }}{{ ints.pop() }}", "{{ [ints] | string }}{{ ints.pop() }}", "{{ ints ~ '' }}{{ ints.pop() }}",
    "{% call(x) m(ints) %}{{ x }}{{ x.pop() }}{% endcall %}{% macro m(l) %}{{ l }}{{ caller(l) }}{% endmacro %}", "{% macro m(l) %}{{ l }}{{ caller(l) }}{% endmacro %}{% call(x) m(ints) %}{{ x }}{{ x.pop() }}{% endcall %}", "{% for i in [[1, []], [2, []]] recursive %}{{ ints }}{{ ints.pop() }}{{ loop(i[1]) }}{% endfor %}",
]
_NUMBERS = [
    "[443, 80, 22]", "[22, 8080]", "[]", "[80]", "[1, 2, 3, 4, 5, 6, 7, 8, 9]", "[16, 8, 0, 24, 32]", "[-1, -2, -3, 5]", "[1.0, 2, true]", "[9000, 9001, 22, 443, 80, 8443, 5432]", "range(100, 0, -7) | list", "range(0, 4000, 129) | list", "[2305843009213693951, 2305843009213693952, 0, 1]", "[3, 'a']", "[1.5, 3]",
]
CASES = _SCOPES + _CHANGES
GRID = (
    ["{{ %s | %s(%s)%s }}" % (left, how, right, end) for left in _NUMBERS for how in ["union", "intersect", "difference", "symmetric_difference"] for right in _NUMBERS for end in ["" if "'a'" not in left + right and "1.5" not in left + right else " | map('string') | sort"]] + ["{{ %s | union(%s) | union([5, 21, 13]) | difference([80, 8]) }}" % (left, right) for left in _NUMBERS[:12] for right in _NUMBERS[:12]] +
    ["{%% set m = %s %%}{{ m.append(1) }}{{ ints }}" % text for text in _DERIVED_LISTS] + ["{%% set m = %s %%}{{ m.update({'z': 1}) }}{{ map }}" % text for text in _DERIVED_MAPS]
    + ["{%% set m = %s %%}{{ m.clear() }}{{ people }}{{ map }}" % text for text in _PARTS] + ["{{ [ints, %s] | to_yaml }}" % text for text in _DERIVED_LISTS] + ["{{ [map, %s] | to_nice_yaml }}" % text for text in _DERIVED_MAPS]
    + ["{{ [people, map, %s] | to_nice_yaml }}" % text for text in _PARTS]
)
