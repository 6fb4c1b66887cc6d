"""Each method with arguments of each form."""
VARIABLES = {
    "e": "", "w": "hello", "s": "  a b,c  ", "m": "Hello World, 2nd try's", "u": "ÄöÜ ß ǆ İ", "d": "-42", "t": "a\tb\nc\r\nd\x0be", "x": "x=1;y=2;;z", "l": ["b", "a", "b"], "n": [3, 1, 2, 3], "p": {"a": 1, "b": [2], "c": None},
}
_TEXTS = ["e", "w", "s", "m", "u", "d", "t", "x"]
_TEXT_CALLS = """split() split(',') split('=',1) split(none,1) split(maxsplit=1) split(sep=';') rsplit(';',1) rsplit(none,1) splitlines() splitlines(true) strip() strip('h d') lstrip(' a') rstrip('o ') lower() upper() casefold()
capitalize() title() swapcase() replace('l','L') replace('l','',1) replace('','-') replace('b','') find('l') find('l',3) find('l',-2) find('') find('',9) rfind('l') index('l') rindex('l') count('l') count('') count('l',3) count('a',0,2)
startswith('h') startswith(('a','h')) startswith('l',2) startswith('') endswith('o') endswith(('x','o')) endswith('l',0,4) isdigit() isdecimal() isnumeric() isalpha() isalnum() isspace() isupper() islower() istitle() isidentifier() isascii() isprintable()
partition('l') partition(',') rpartition('l') ljust(8) ljust(8,'*') rjust(8,'.') center(8) center(9,'-') zfill(8) zfill(2) expandtabs() expandtabs(4) join(l) join(['x']) join(n) join('abc') removeprefix('he') removesuffix('lo') format(1) __len__() encode() nosuch() split(1) find(1) replace('a') ljust('x') ljust(5,'ab') upper(1)
translate({104:'H'}) format_map(p) encode('utf-8').decode('utf-8')""".split()
_LIST_CALLS = ["append(1)", "extend([4, 5])", "extend('ab')", "extend(5)", "insert(0, 'i')", "insert(-1, 'i')", "insert(99, 'i')", "pop()", "pop(0)", "pop(-2)", "pop(9)", "remove('b')", "remove(3)", "remove('zz')", "clear()", "copy()", "reverse()", "sort()", "sort(reverse=true)",
               "index('b')", "index('b', 1)", "index('zz')", "count('b')", "count(3)", "append()", "append(1, 2)", "push(1)", "join(',')", "__len__()", "index(3, 1)", "index(3, 0, 2)"]
_DICT_CALLS = ["get('a')", "get('z')", "get('z', 5)", "get('c', 5)", "get()", "items()", "keys()", "values()", "pop('a')", "pop('z')", "pop('z', 0)", "popitem()", "setdefault('a', 9)", "setdefault('z', 9)", "setdefault('z')", "update({'a': 2})", "update(q=1)", "update([('k', 1)])", "update('x')",
               "update({'a': 2}, z=3)", "copy()", "clear()", "has_key('a')", "iteritems()", "fromkeys(['x', 'y'])", "fromkeys('ab', 0)", "__contains__('a')", "__setitem__('q', 1)", "get([])", "keys() | list", "values() | list", "items() | list | first", "keys() | sort | join", "items() | dictsort"]
_NUMBER_CALLS = ["(5).bit_length()", "(2.5).is_integer()", "(2.0).is_integer()", "(7).real", "(7).imag", "(7).numerator", "(2.5).real", "true.real", "(7).conjugate()", "(5).nosuch", "(5).nosuch()", "none.x()", "(-3).bit_length()", "(2**70).bit_length()"]
_FORMATS = ["{}", "{0}", "{0}{0}", "{:5}|", "{:<5}|", "{:>5}|", "{:^5}|", "{:*^7}|", "{:05}", "{:+}", "{: }", "{:,}", "{:_}", "{:x}", "{:X}", "{:#x}", "{:b}", "{:#b}", "{:o}", "{:#o}", "{:c}", "{:e}", "{:.2e}", "{:f}", "{:.1f}", "{:.0f}", "{:08.3f}", "{:+.2f}", "{:g}", "{:.3g}", "{:G}", "{:%}", "{:.1%}", "{:d}",
            "{:5d}|", "{:<5d}|", "{:s}", "{:.2s}", "{:10s}|", "{:n}", "{!r}", "{!s:>6}", "{!a}", "{:,.2f}", "{:=+6}", "{:0=6}", "{:^06}", "{{}}", "{", "}", "{1}", "{a}", "{:q}", "{:.}", "{:#.3g}", "{:-5}", "{:<05}", "{:010,}", "{:_x}", "{:>{}}"]
_FORMAT_VALUES = ["5", "-42", "1234567", "3.14159", "-0.5", "1e20", "'text'", "true", "none", "[1, 'a']", "{'k': 1}", "(2 ** 70)", "''", "'é'"]
_PERCENTS = ["%s", "%r", "%a", "%d", "%i", "%5d|", "%-5d|", "%05d", "%+d", "% d", "%x", "%X", "%#x", "%o", "%#o", "%e", "%E", "%.2e", "%f", "%.1f", "%.0f", "%08.3f", "%-8.2f|", "%g", "%.3g", "%G", "%#g", "%c", "%%", "%5s|", "%-5s|", "%.2s", "%5.1s|", "%", "%z", "%u", "%5%", "%.3d", "%+.1f", "%#.0f", "%ld", "%(k)s", "%*d", "%.*f"]
GRID = (
    ["{{ %s.%s }}" % (text, call) for call in _TEXT_CALLS for text in _TEXTS]
    + ["{%% set r = %s.%s %%}{{ r }}|{{ %s }}" % (name, call, name) for call in _LIST_CALLS for name in ["l", "n"]] + ["{%% set r = p.%s %%}{{ r }}|{{ p }}" % call for call in _DICT_CALLS] + ["{{ p.%s }}" % call for call in _DICT_CALLS]
    + ["{{ %s }}" % call for call in _NUMBER_CALLS] + ["{{ '%s'.format(%s) }}" % (form, value) for form in _FORMATS for value in _FORMAT_VALUES] + ["{{ '%s' %% %s }}" % (form, value if not value.startswith("[") else "(" + value + ",)") for form in _PERCENTS for value in _FORMAT_VALUES]
    + ["{{ '{} {}'.format(1) }}", "{{ '{0[a]} {0[b][0]}'.format(p) }}", "{{ '{a} {b}'.format(a=1, b='x') }}", "{{ '{0.real}'.format(5) }}", "{{ '{:{w}.{p}f}'.format(3.14159, w=8, p=2) }}", "{{ '{:>{}}'.format('x', 5) }}", "{{ '{} {1}'.format(1, 2) }}", "{{ '{p[a]}'.format(p=p) }}", "{{ '{x!r:>5}'.format(x='a') }}",
       "{{ '%s %s' % (1, 2) }}", "{{ '%s %s' % (1,) }}", "{{ '%s' % (1, 2) }}", "{{ '%(a)s-%(b)s' % p }}", "{{ '%(z)s' % p }}", "{{ '%*d|' % (5, 1) }}", "{{ '%-*d|' % (5, 1) }}", "{{ '%.*f' % (2, 3.14159) }}", "{{ '%s' | format(p) }}", "{{ '%s and %s' | format(1, 2) }}", "{{ '%(a)s' | format(**p) }}", "{{ '%s' % p }}", "{{ '%d' % '5' }}", "{{ '%s' % ([1],) }}"]
)
