"""Random templates after the grammar of the language: the same number gives the same templates.

Most are well typed, so that they give a result; one piece in ten is of any kind, so that both sides must also agree on
what fails.
"""
import random

VARIABLES = {
    "zero": 0, "one": 1, "seven": 7, "minus": -3, "large": 70001, "half": 0.5, "third": -2.75, "whole": 3.0,
    "huge": 1e16, "tiny": 1.5e-07, "empty": "", "word": "hello", "digits": "42", "decimal": "3.5", "mixed": "Ab c-D_e",
    "snow": "naïve ☃", "listed": "[1, 2]", "quoted": "it's \"x\"", "lines": "a\nb\n\n  c", "truth": "True", "html": "<a&b>",
    "path": "/etc/nginx/conf.d/a.conf", "version": "1.10.2", "padded": "  x y ", "yes": True, "no": False, "nothing": None,
    "ints": [3, 1, 2, 3], "words": ["b", "A", "c"], "mess": [1, "a", None, 2.5, True], "void": [], "nested": [[1, 2], [3, [4]]],
    "people": [{"n": "x", "v": 2, "t": ["p"]}, {"n": "Y", "v": 1, "t": []}, {"n": "z", "t": ["q", "p"]}],
    "map": {"a": 1, "b": "two", "c": [1, 2], "d": {"e": None}}, "flat": {"k": 2, "K": 1, "j": 3}, "blank": {},
    "lazy": "{{ one + 1 }}", "greeting": "{{ word }}!", "copied": "{{ ints }}", "broken": "{{ nope }}", "deep": {"x": ["{{ word }}", "{{ seven }}"]},
}

NAMES = {
    "int": ["zero", "one", "seven", "minus", "large", "lazy"], "float": ["half", "third", "whole", "huge", "tiny"],
    "str": ["empty", "word", "digits", "decimal", "mixed", "snow", "listed", "quoted", "lines", "truth", "html", "path",
            "version", "padded", "greeting"],
    "bool": ["yes", "no"], "list": ["ints", "words", "mess", "void", "nested", "people", "copied"],
    "dict": ["map", "flat", "blank", "deep"], "none": ["nothing"],
}
KINDS = ["int", "int", "float", "str", "str", "bool", "list", "list", "dict", "none"]
LITERALS = {
    "int": ["0", "1", "2", "-1", "10", "255", "0x1f", "1_000"], "float": ["0.5", "1.0", "2.5", "1e3", "-0.25", "1.5e-7"],
    "str": ["''", "'a'", "'x y'", "\"it's\"", "'A,b,,c'", "'%s'", "'ü'", "'5'", "'[1]'", "'True'", "'a=b'", "'a' 'b'"],
    "bool": ["true", "false", "True", "False"], "none": ["none", "None"],
}
# Filters by what they give: (what they take, name and arguments). `$kind` is an expression of that kind.
FILTERS = {
    "int": [("any", "int"), ("str", "int($int)"), ("str", "int(base=16)"), ("list", "length"), ("str", "length"), ("dict", "count"),
            ("int", "abs"), ("ints", "sum"), ("ints", "max"), ("ints", "min"), ("str", "wordcount"), ("ints", "first"),
            ("ints", "last"), ("ints", "sum(start=$int)"), ("int", "round"), ("int", "default($int)"), ("str", "human_to_bytes")],
    "float": [("any", "float"), ("num", "round(1)"), ("num", "round(1, 'floor')"), ("num", "round(0, 'ceil')"), ("float", "abs"), ("num", "pow(2)"),
              ("num", "root"), ("num", "log(2)")],
    "str": [("any", "string"), ("str", "upper"), ("str", "lower"), ("str", "capitalize"), ("str", "title"), ("str", "trim"),
            ("str", "replace($str, $str)"), ("str", "replace('a', 'b', 1)"), ("list", "join($str)"), ("list", "join"), ("str", "indent(2)"), ("str", "indent(2, true)"),
            ("str", "center(9)"), ("str", "truncate(5, true)"), ("str", "truncate(4)"), ("str", "wordwrap(3)"),             ("str", "urlencode"), ("any", "to_json"), ("any", "to_json(sort_keys=true)"), ("any", "to_nice_json"), ("any", "to_nice_json(indent=2)"),
            ("any", "to_yaml"), ("any", "to_nice_yaml"), ("any", "to_nice_yaml(indent=2)"), ("str", "b64encode"), ("str", "quote"),
            ("any", "quote"), ("str", "basename"), ("str", "dirname"), ("str", "regex_replace('[a-c]', 'X')"), ("str", "regex_replace('(.)(.)', '\\\\2\\\\1')"),
            ("str", "regex_replace('^', '> ', multiline=true)"), ("str", "regex_escape"), ("any", "type_debug"), ("str", "hash('md5')"), ("str", "reverse"), ("str", "comment"),
            ("str", "comment('c')"), ("num", "human_readable"), ("num", "filesizeformat"), ("any", "default('d')"), ("any", "default('d', true)"), ("str", "first"), ("str", "last"),
            ("any", "ternary('t', 'f')"), ("str", "to_uuid"), ("str", "format($any)"),
            ("words", "max"), ("words", "min"), ("str", "regex_search('[a-z]+')"), ("str", "normpath"), ("str", "win_basename")],
    "bool": [("any", "bool"), ("any", "ternary(true, false)")],
    "list": [("list", "list"), ("str", "list"), ("dict", "list"), ("list", "sort"), ("ints", "sort(reverse=true)"), ("words", "sort(case_sensitive=true)"), ("list", "unique"),
             ("list", "reverse | list"), ("list", "flatten"), ("list", "flatten(1)"), ("list", "flatten(skip_nulls=false)"), ("list", "batch(2) | list"), ("list", "slice(2) | list"), ("list", "batch(2, 'x')"),
             ("dict", "dictsort"), ("dict", "dict2items"), ("dict", "items | list"), ("str", "split($str)"), ("str", "split"), ("list", "map('string')"), ("list", "map('int')"),
             ("words", "map('upper')"), ("words", "map('regex_replace', 'b', 'q')"), ("people", "map(attribute='n')"), ("people", "map(attribute='v')"), ("people", "map(attribute='v', default=0)"),
             ("people", "selectattr('v', 'defined')"), ("people", "selectattr('v', 'eq', 2)"), ("people", "rejectattr('n', 'in', ['x'])"), ("people", "selectattr('t')"),
             ("people", "sort(attribute='n')"), ("people", "groupby('n')"), ("list", "select"), ("list", "reject"), ("ints", "select('gt', $int)"), ("list", "select('number')"), ("list", "reject('none')"),
             ("list", "select('string')"), ("list", "zip($list)"), ("list", "zip_longest($list)"), ("list", "product($list)"), ("list", "difference($list) | sort(case_sensitive=true)"), ("ints", "union($ints) | sort(case_sensitive=true)"),
             ("ints", "intersect($ints) | sort(case_sensitive=true)"), ("ints", "symmetric_difference($ints) | sort(case_sensitive=true)"), ("ints", "permutations(2)"), ("list", "combinations(2)"), ("str", "regex_findall('[a-z]')"),
             ("str", "splitext"), ("people", "subelements('t')"), ("list", "map('default', 'x')"), ("list", "map('length')"), ("list", "map('type_debug')"), ("ints", "shuffle(seed='s')"), ("list", "to_json | from_json")],
    "dict": [("dict", "combine($dict)"), ("dict", "combine($dict, recursive=true)"), ("dict", "combine($dict, list_merge='append')"), ("people", "items2dict(key_name='n', value_name='t')"), ("dict", "dict2items | items2dict"),
             ("dict", "to_json | from_json"), ("dict", "to_nice_yaml | from_yaml"), ("people", "rekey_on_member('n')"), ("dict", "default({})"), ("dict", "combine({'a': $any})")],
    "none": [],
}
# What gives markup, which Python's side treats as a kind of text of its own: only where nothing else is done with it.
MARKUP = [("str", "escape"), ("str", "forceescape"), ("dict", "xmlattr"), ("any", "tojson"), ("str", "urlize"), ("str", "striptags")]
METHODS = {
    "int": [("str", "find($str)"), ("str", "count('a')"), ("ints", "index(3)"), ("list", "count(1)"), ("dict", "get('a', 0)"), ("str", "rfind('l')"), ("dict", "get('k')")],
    "float": [],
    "str": [("str", "upper()"), ("str", "lower()"), ("str", "strip()"), ("str", "lstrip($str)"), ("str", "rstrip('o')"), ("str", "replace('l', $str)"), ("str", "title()"), ("str", "capitalize()"), ("str", "swapcase()"),
            ("str", "ljust(8, '.')"), ("str", "rjust(8)"), ("str", "center(9, '*')"), ("str", "zfill(6)"), ("str", "join($words)"), ("str", "format($any)"), ("dict", "get('b', 'x')"), ("str", "expandtabs(4)"),
            ("str", "removeprefix('h')"), ("str", "removesuffix('o')"), ("str", "casefold()"), ("dict", "pop('b', 'gone')"), ("str", "split($str)[0]"), ("str", "partition('l')[2]")],
    "bool": [("str", "startswith($str)"), ("str", "endswith($str)"), ("str", "isdigit()"), ("str", "isalpha()"), ("str", "isupper()"), ("str", "islower()"), ("str", "istitle()"), ("str", "isspace()"), ("str", "isalnum()"), ("str", "isidentifier()")],
    "list": [("str", "split()"), ("str", "split($str)"), ("str", "splitlines()"), ("str", "rsplit($str, 1)"), ("str", "partition($str)"), ("dict", "keys() | list"), ("dict", "values() | list"), ("dict", "items() | list"), ("list", "copy()"), ("str", "rpartition('e')")],
    "dict": [("dict", "copy()"), ("dict", "get('d', {})")],
    "none": [("list", "append($any)"), ("dict", "update($dict)"), ("list", "reverse()"), ("list", "extend($list)"), ("list", "insert(0, $any)"), ("ints", "sort()")],
}
TESTS = ["defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "mapping", "sequence", "iterable", "true", "false",
         "truthy", "falsy", "even", "odd", "lower", "upper", "callable", "eq($any)", "ne($any)", "gt($num)", "lt($num)", "in($list)", "sameas($any)", "divisibleby(2)", "contains($any)",
         "match('[a-h]')", "search('l')", "regex('^a')", "version('1.9', '>')", "version('2', '<')", "subset($list)", "superset($list)", "any", "all", "abs"]


class Grammar:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.bound = []

    def pick(self, items):
        return items[int(self.random.random() * len(items))]

    def chance(self, probability):
        return self.random.random() < probability

    # Expressions

    def expression(self, kind, depth):
        if kind == "any" or self.chance(0.06):
            kind = self.pick(KINDS)
        if kind == "num":
            kind = self.pick(["int", "int", "float"])
        if kind in ("ints", "words", "people"):
            return self.sequence(kind, depth)
        if depth <= 0 or self.chance(0.15):
            return self.leaf(kind)
        return self.pick([self.operation, self.filtered, self.filtered, self.method, self.special, self.leaf_of])(kind, depth - 1)

    def leaf_of(self, kind, depth):
        return self.leaf(kind)

    def sequence(self, kind, depth):
        if self.chance(0.5):
            return kind
        if kind == "people":
            return "people[%s:]" % self.pick(["0", "1"])
        inner = "int" if kind == "ints" else "str"
        return "[" + ", ".join(self.expression(inner, depth - 1) for _ in range(self.random.randrange(4))) + "]"

    def leaf(self, kind):
        if self.bound and self.chance(0.3):
            return self.pick(self.bound)
        if self.chance(0.04):
            return self.pick(["missing", "map.nope", "missing.x.y", "broken", "ints[9]", "words.1", "people[0].n", "deep.x[0]", "map['d'].e"])
        if kind in LITERALS and self.chance(0.4):
            return self.pick(LITERALS[kind])
        if kind == "list" and self.chance(0.3):
            return self.pick(["[]", "[1, 'a']", "(1, 2)", "[[1], 2]", "range(3)", "range(5, 0, -2) | list", "[none]", "['b', 'a']"])
        if kind == "dict" and self.chance(0.3):
            return self.pick(["{}", "{'a': 1}", "{'a': [2], 'z': {'y': 1}}", "dict(q=1)", "{1: 'x'}"])
        return self.pick(NAMES[kind])

    def parenthesised(self, kind, depth):
        text = self.expression(kind, depth)
        return text if text.isidentifier() else "(" + text + ")"

    def filtered(self, kind, depth):
        options = FILTERS[kind]
        if not options:
            return self.leaf(kind)
        taken, text = self.pick(options)
        return self.parenthesised(taken, depth) + " | " + self.filled(text, depth)

    def method(self, kind, depth):
        options = METHODS[kind]
        if not options:
            return self.leaf(kind)
        taken, text = self.pick(options)
        return self.parenthesised(taken, depth) + "." + self.filled(text, depth)

    def filled(self, text, depth):
        while "$" in text:
            head, _, tail = text.partition("$")
            length = next((i for i, c in enumerate(tail) if not c.isalpha()), len(tail))
            text = head + self.expression(tail[:length], min(depth, 1)).replace("$", "S") + tail[length:]
        return text

    def operation(self, kind, depth):
        part = lambda k: self.parenthesised(k, depth)  # noqa: E731
        bare = lambda k: self.expression(k, depth)  # noqa: E731
        if kind == "int":
            return self.pick([
                lambda: "%s %s %s" % (part("int"), self.pick("+-*"), part("int")), lambda: "%s // %s" % (part("int"), part("int")), lambda: "%s %% %s" % (part("int"), part("int")),
                lambda: "-" + part("int"), lambda: "%s ** %s" % (part("int"), self.pick("0123")), lambda: "%s %s %s %s %s" % (part("int"), self.pick("+-*"), part("int"), self.pick("+-*"), part("int"))])()
        if kind == "float":
            return self.pick([
                lambda: "%s %s %s" % (part("num"), self.pick(["+", "-", "*", "/", "//", "%"]), part("float")), lambda: "%s / %s" % (part("num"), part("num")), lambda: "-" + part("float")])()
        if kind == "str":
            return self.pick([
                lambda: "%s ~ %s" % (part("any"), part("any")), lambda: "%s + %s" % (part("str"), part("str")), lambda: "%s * %s" % (part("str"), self.pick("0123")),
                lambda: "'%s-%s' % (" + bare("any") + ", " + bare("any") + ")", lambda: "'%5.2f|' % " + part("num"), lambda: "'%04d' % " + part("int"), lambda: "'%-6s|' % " + part("str"),
                lambda: "'{}:{}'.format(" + bare("any") + ", " + bare("any") + ")", lambda: "'{:>6}|'.format(" + bare("str") + ")", lambda: "'{:,.2f}'.format(" + bare("num") + ")"])()
        if kind == "bool":
            return self.pick([
                lambda: "%s %s %s" % (part("any"), self.pick(["==", "!="]), part("any")), lambda: "%s %s %s" % (part("num"), self.pick(["<", "<=", ">", ">="]), part("num")),
                lambda: "%s %s %s" % (part("str"), self.pick(["<", ">="]), part("str")), lambda: "%s %s %s" % (part("any"), self.pick(["in", "not in"]), part("list")), lambda: "%s in %s" % (part("str"), part("str")),
                lambda: "not " + part("any"), lambda: "%s %s %s" % (part("bool"), self.pick(["and", "or"]), part("bool")), lambda: "%s < %s <= %s" % (part("int"), part("int"), part("int")),
                lambda: "%s is %s%s" % (part("any"), self.pick(["", "", "not "]), self.filled(self.pick(TESTS), depth))])()
        if kind == "list":
            return self.pick([
                lambda: "%s + %s" % (part("list"), part("list")), lambda: "%s * %s" % (part("list"), self.pick("012")), lambda: "%s[%s]" % (part("list"), self.pick(["1:", ":2", "::-1", "-2:", "::2", ":-1", "5:1:-1"])),
                lambda: "[%s, %s]" % (bare("any"), bare("any")), lambda: "(%s, %s)" % (bare("any"), bare("any"))])()
        if kind == "dict":
            return self.pick([lambda: "{%s: %s}" % (bare("str"), bare("any")), lambda: "{'a': %s, 'b': %s}" % (bare("any"), bare("any")), lambda: "dict(x=%s)" % bare("any")])()
        return self.leaf(kind)

    def special(self, kind, depth):
        part = lambda k: self.parenthesised(k, depth)  # noqa: E731
        return self.pick([
            lambda: "%s if %s else %s" % (part(kind), part("bool"), part(kind)), lambda: "%s or %s" % (part(kind), part(kind)), lambda: "%s and %s" % (part(kind), part(kind)),
            lambda: "%s[%s]" % (part(self.pick(["list", "str", "ints", "words"])), self.pick(["0", "-1", "1", "7"])),
            lambda: "%s.%s" % (part("dict"), self.pick(["a", "b", "c", "d.e", "k", "x", "nope"])), lambda: "%s[%s]" % (part("dict"), self.pick(["'a'", "'c'", "'k'", "1", "word"])),
            lambda: "(%s | default(%s))" % (self.pick(["missing", "map.nope", "broken", "people[2].v"]), self.expression(kind, depth))])()

    # Statements

    def body(self, depth):
        return "".join(self.statement(depth) for _ in range(self.random.randrange(1, 4)))

    def statement(self, depth):
        if depth <= 0 or self.chance(0.35):
            return self.pick([self.output, self.output, self.text])(depth)
        return self.pick([self.output, self.text, self.choice, self.loop, self.loop, self.assignment, self.capture, self.scope, self.macro, self.block_filter, self.comment, self.counter, self.raw])(depth - 1)

    def tag(self, text):
        return "{%" + self.pick(["", "", "", "-", "+"]) + " " + text + " " + self.pick(["", "", "", "-"]) + "%}" + self.pick(["", "", "\n"])

    def output(self, depth):
        return "{{" + self.pick(["", "", "", "-"]) + " " + self.expression("any", 2) + " " + self.pick(["", "", "-"]) + "}}" + self.pick(["", "\n", ";"])

    def text(self, depth):
        return self.pick(["x", " ", "\n", "  \n", "a b\n", "\n\n", "\t", "# c\n", "{ }", "%", "é"])

    def comment(self, depth):
        return self.pick(["{# c #}", "{#- c -#}", "{# {{ x }} #}\n", "  {# c #}\n"])

    def raw(self, depth):
        return self.pick(["{% raw %}{{ x }}{% endraw %}", "{%- raw -%} {% y %} {%- endraw -%}\n", "{% raw %}\n{{\n{% endraw %}\n"])

    def within(self, names, depth):
        before = list(self.bound)
        self.bound += names
        text = self.body(depth)
        self.bound = before
        return text

    def choice(self, depth):
        text = self.tag("if " + self.expression("bool", 2)) + self.body(depth)
        if self.chance(0.3):
            text += self.tag("elif " + self.expression("any", 1)) + self.body(depth)
        if self.chance(0.5):
            text += self.tag("else") + self.body(depth)
        return text + self.tag("endif")

    def loop(self, depth):
        name, target = self.pick([("i", "i"), ("i", "i"), ("j", "j"), ("k", "k, v")])
        sequence = self.expression("list", 2) if target != "k, v" else self.parenthesised("dict", 1) + self.pick([".items()", " | dictsort", " | items"])
        filtering = " if " + self.pick(["%s is defined", "%s", "%s != 1", "%s is string"]) % name if self.chance(0.2) else ""
        extra = self.pick([[], ["loop.index"], ["loop.index0", "loop.last"], ["loop.revindex", "loop.first", "loop.length"], ["loop.cycle('a', 'b')", "loop.previtem is defined"], ["loop.changed(1)", "loop.depth"]])
        text = self.tag("for %s in %s%s" % (target, sequence, filtering)) + self.within([name] + (["v"] if target == "k, v" else []) + extra, depth)
        if self.chance(0.2):
            text += self.tag("else") + self.body(depth)
        return text + self.tag("endfor")

    def assignment(self, depth):
        name = self.pick(["p", "r"])
        text = self.tag("set %s = %s" % (name, self.expression("any", 2)))
        if name not in self.bound:
            self.bound.append(name)
        return text

    def counter(self, depth):
        return (self.tag("set ns = namespace(n=%s)" % self.expression("any", 1)) + self.tag("for i in %s" % self.expression("list", 1))
                + self.tag("set ns.n = %s" % self.pick(["i", "ns.n ~ i", "loop.index"])) + self.tag("endfor") + "{{ ns.n }}")

    def capture(self, depth):
        text = self.tag("set p" + self.pick(["", "", " | upper", " | trim | length"])) + self.body(depth) + self.tag("endset")
        if "p" not in self.bound:
            self.bound.append("p")
        return text

    def scope(self, depth):
        return self.tag("with p = %s, w = %s" % (self.expression("any", 1), self.expression("any", 1))) + self.within(["p", "w"], depth) + self.tag("endwith")

    def macro(self, depth):
        text = self.tag("macro m(a, b=%s)" % self.expression("any", 1)) + self.within(["a", "b"], depth) + self.pick(["", "{{ caller() if caller is defined }}", "{{ varargs }}", "{{ kwargs }}"]) + self.tag("endmacro")
        if self.chance(0.25):
            return text + self.tag("call m(%s)" % self.expression("any", 1)) + self.body(depth) + self.tag("endcall")
        return text + "{{ m(%s) }}" % self.pick([self.expression("any", 1), "", "1, b=2", "1, 2, 3", "b=%s, a=1" % self.expression("any", 1), "c=1"])

    def block_filter(self, depth):
        return self.tag("filter " + self.pick(["upper", "trim", "replace('a', 'b')", "indent(2)", "length", "upper | lower", "regex_replace('[0-9]', '#')"])) + self.body(depth) + self.tag("endfilter")

    # Cases

    def case(self):
        self.bound = []
        form = self.random.random()
        if form < 0.02:
            taken, name = self.pick(MARKUP)
            return {"kind": "value", "text": "{{ " + self.parenthesised(taken, 2) + " | " + name + " }}"}
        if form < 0.04:
            return {"kind": "value", "text": "{{ " + self.parenthesised("any", 2) + " if " + self.parenthesised("bool", 2) + self.pick([" }}", " }}x"])}
        if form < 0.45:
            return {"kind": "value", "text": "{{ " + self.expression("any", 3) + " }}"}
        if form < 0.55:
            return {"kind": "value", "text": self.pick(["x ", "", "[", "{'a': "]) + "{{ " + self.expression("any", 2) + " }}" + self.pick(["", " ", "]", "}", "\n"])}
        if form < 0.7:
            return {"kind": "condition", "text": self.expression(self.pick(["bool", "bool", "any"]), 3)}
        if form < 0.8:
            return {"kind": "value", "text": self.body(2)}
        return {"kind": "file", "text": self.body(3), "options": self.pick([{}, {}, {"lstrip_blocks": True}, {"trim_blocks": False}])}


def cases(count, seed):
    grammar = Grammar(seed)
    return [grammar.case() for _ in range(count)]
