"""Each filter, test and operation on a value of each kind: what works, and that the rest fails."""
VARIABLES = {
    "zero": 0, "int": 42, "minus": -7, "wide": 4294967297, "float": 2.5, "whole": 3.0, "tiny": 1e-7, "yes": True, "no": False, "nothing": None,
    "empty": "", "word": "hello World", "digits": "12", "fraction": "3.7", "lines": "a\n\n b\tc", "snow": "Ünï ☃ ß", "quote": "it's \"x\" \\ y", "literal": "[1, 'a']", "dict_text": "{'a': 1}",
    "list": [3, "b", None], "ints": [2, 10, 1], "texts": ["b", "A", "c d"], "void": [], "nested": [[1, [2]], [3]], "rows": [{"k": "x", "n": 2}, {"k": "Y", "n": 1}],
    "map": {"b": 1, "A": [1], "c": None}, "blank": {}, "deep": {"a": {"b": {"c": 1}}},
}
_VALUES = list(VARIABLES) + ["(1, 'x')", "range(3)", "map.keys()", "missing", "(2 ** 70)", "'a' 'b'"]
_FILTERS = """abs b64decode b64encode basename bool capitalize center checksum comment count default dict2items dictsort dirname escape expanduser filesizeformat
first flatten float forceescape from_json from_yaml from_yaml_all hash human_readable human_to_bytes indent int items items2dict join last length list log lower mandatory max md5 min
normpath path_join permutations(2) quote random(seed=1) regex_escape reverse root round select reject sha1 shuffle(seed=1) sort splitext string striptags sum title
to_json to_nice_json to_nice_yaml to_uuid to_yaml tojson trim truncate(3) type_debug unique upper urlencode urlize urlsplit win_basename win_dirname win_splitdrive
wordcount wordwrap(4) xmlattr zip commonpath regex_findall('.') regex_search('[a-z]') regex_replace('[a-z]','x') split ternary('t','f','n') d('x',true) batch(2) slice(2)
map('string') groupby('k') extract(map) extract(list) product([1]) zip_longest([1]) difference([1])|sort symmetric_difference([])|sort combinations(2) subelements('k') rekey_on_member('k') dict2items(key_name='K')
replace('l','L') format pow(2) log(10) strftime expandvars to_json(indent=1) to_nice_yaml(indent=2) safe int(base=16) int(9) float(1.5)""".split()
_TESTS = """defined undefined none string number integer float boolean mapping sequence iterable true false truthy falsy even odd lower upper callable escaped
eq(1) ne('a') lt(5) ge('a') in([1,42]) sameas(none) divisibleby(7) contains('a') match('h') search('o') regex('l+') subset([3]) superset([1]) any all 
version('2','<') changed failed success skipped finished started reachable unreachable truthy(convert_bool=true) vault_encrypted isnan""".split()
_FILE_TESTS = ["abs", "exists", "url", "uri", "urn", "directory", "file", "link", "link_exists", "mount", "same_file('/etc')"]
_PATHS = ["empty", "word", "nothing", "float", "list", "missing", "'/etc'", "'/etc/passwd'", "'/nosuch'", "'http://a.b/c?d#e'", "'urn:isbn:1'", "'ftp://x'", "'mailto:a@b'", "'a:b'", "'~'", "'relative/x'", "'http://'", "'/proc'", "'/etc/../etc'"]
_OPERANDS = ["int", "minus", "float", "yes", "word", "list", "(1, 'x')", "map", "nothing", "wide", "(2 ** 64)", "missing", "'%s'", "range(2)"]
GRID = (
    ["{{ %s | %s }}" % (value, name) for name in _FILTERS for value in _VALUES]
    + ["{{ %s is %s }}" % (value, name) for name in _TESTS for value in _VALUES]
    + ["{{ %s is %s }}" % (value, name) for name in _FILE_TESTS for value in _PATHS]
    + ["{{ %s %s %s }}" % (a, op, b) for op in ["+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", ">=", "~", "in", "not in", "and", "or"] for a in _OPERANDS for b in _OPERANDS[:12]
       if not (op == "**" and a == "wide" and b in ("wide", "(2 ** 64)", "int")) and not (op == "**" and b in ("wide", "(2 ** 64)")) and not (op == "*" and {a, b} & {"wide", "(2 ** 64)"} and {a, b} & {"word", "list", "(1, 'x')", "'%s'"})]
    + ["{{ %s%s }}" % (value, tail) for value in _VALUES for tail in ["[0]", "[-1]", "['a']", ".b", ".upper()", "[1:]", ".nosuch", "[::-1]", "()", " | list | length", ".0"]]
    + ["{{ %s%s }}" % (sign, value) for value in _VALUES for sign in ["-", "+", "not "]]
    + ["{% for x in " + value + " %}{{ loop.index }}{{ x }}{% endfor %}" for value in _VALUES] + ["{{ [%s] }}" % value for value in _VALUES] + ["{{ {'k': %s} }}" % value for value in _VALUES]
    + ["{{ %s }}x" % value for value in _VALUES] + ["{{ 'x' if %s else 'y' }}" % value for value in _VALUES] + ["{{ %s }}" % value for value in _VALUES]
)
