"""Slices, indexes and ranges."""
VARIABLES = {"text": "héllo wörld", "list": [0, 1, 2, 3, 4, 5], "short": [9]}
_BOUNDS = ["", "0", "2", "-2", "9", "-9", "none"]
GRID = (
    ["{{ %s[%s:%s:%s] }}" % (value, start, stop, step) for value in ["text", "list"] for start in _BOUNDS for stop in _BOUNDS for step in ["", "2", "-1", "-3"]]
    + ["{{ %s[%s] }}" % (value, index) for value in ["text", "list", "short", "(7, 8)", "range(2, 12, 3)"] for index in ["0", "1", "-1", "-2", "9", "-9", "true", "1.0", "'0'", "none", "[0]", "9999999999999999999999"]]
    + ["{{ range(%s) | list }}" % bounds for bounds in ["0", "3", "-3", "1, 4", "4, 1", "1, 10, 4", "10, 1, -4", "0, 1, 0", "1.5", "'3'", "", "1, 2, 3, 4", "true", "none", "missing"]]
    + ["{{ %s }}" % text for text in ["range(5)[1:3] | list", "range(5)[::-1] | list", "3 in range(5)", "7 in range(5)", "range(5) == range(5)", "range(0, 10, 2) | last", "range(3) | reverse | list", "list[1:][1:][0]", "list[::0]", "list['a':]", "list[:'1']", "list[1.0:]", "text[1:3] ~ text[-1]", "(1, 2, 3)[::2]", "list[99999999999999999999:]", "list[:-99999999999999999999]",
                                              "list[one:two]", "{'a': 1}[0:1]", "5[0:1]", "none[1:]", "missing[1:]", "missing[0]", "list[missing]", "list[:missing]", "range(5) | length", "range(10, 0, -3) | list", "[1, 2][true]", "'abc'[false]"]]
)
