"""Text in which one visible character is several: accents behind quotes and brackets, line breaks of two."""
VARIABLES = {
    "accented": "it'\u0301s \"\u0301 <\u0301b>\u0301 &\u0301 {\u0301 %\u0301s a\u0301,b\u0301", "broken": "a\r\nb\r\n\r\nc\n", "flag": "\U0001f1e9\U0001f1ea-\U0001f468\u200d\U0001f469", "list": ["e\u0301", "\u00e9", "\r\n"],
}
_USES = [
    "quote", "to_json", "to_nice_json", "tojson", "escape", "urlencode", "comment", "comment('c')", "indent(2)", "replace('\\n', '|')", "replace('\\r', '')", "replace(\"'\", '_')", "replace('<', '(')", "regex_replace('\\n', '|')", "regex_findall('.')", "length", "list", "reverse", "upper", "title", "capitalize", "center(40)",
    "truncate(3, true, '')", "wordwrap(4)", "first", "last", "trim", "splitext", "basename", "b64encode", "hash('md5')", "regex_escape", "to_nice_yaml", "wordcount", "unique", "split", "split(',')", "split('\\n')", "string", "striptags", "sort", "batch(3)",
]
_CALLS = ["split(\"'\")", "split('\\n')", "splitlines()", "partition('<')", "find('b')", "count('\\n')", "count('\u0301')", "replace('\\r\\n', ';')", "strip()", "startswith('i')", "endswith('\\n')", "join(['x', 'y'])", "zfill(40)", "swapcase()", "expandtabs()", "rjust(40, '*')", "index('\u0301')"]
GRID = ["{{ %s | %s }}" % (name, use) for name in ["accented", "broken", "flag"] for use in _USES] + ["{{ %s.%s }}" % (name, call) for name in ["accented", "broken", "flag"] for call in _CALLS] + ["{{ list | %s }}" % use for use in ["sort", "join", "max", "map('length') | list", "to_json"]] + ["{{ accented[%s] }}" % index for index in ["3", "-1", "2:5", "::-1"]] + ["{{ '%s' % accented }}", "{{ '{:>40}'.format(accented) }}", "{{ accented == 'x' }}", "{{ '\\n' in broken }}", "{{ 'e\u0301' == '\u00e9' }}", "{{ 'e' in 'e\u0301' }}", "{{ '\\n' in 'a\\r\\nb' }}", "{{ 'e\u0301' in ['\u00e9'] }}", "{{ {'\u00e9': 1}['e\u0301'] | default('no') }}", "{{ ['e\u0301', '\u00e9'] | unique | length }}"]
