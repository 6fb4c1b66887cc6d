"""`when` and its kin: bare expressions, and lists of them."""
KIND = "condition"
VARIABLES = {"a": 1, "b": "x", "t": True, "f": False, "none": None, "l": [1], "e": [], "tt": "True", "ft": "False", "y": "yes", "d": {"k": "v"}, "ref": "{{ f }}", "ref2": "{{ a == 1 }}", "expr": "a == 1", "zero": 0, "r": {"rc": 0, "stdout": "ok", "changed": False}}
CASES = [
    "a == 1", "a == 2", "a == 1 and b == 'x'", "a == 2 or b == 'x'", "not f", "t", "f", "none", "l", "e", "b", "tt", "ft", "y", "y | bool", "ft | bool", "d", "d.k", "d.k == 'v'", "d.z", "d.z is defined", "d.z | default(false)", "missing", "missing is defined", "missing | default(true)", "missing == 1",
    "a", "zero", "ref", "ref2", "not ref", "ref == false", "expr", "true", "false", "True", "no", "'False'", "'x' in b", "1 in l", "r.rc == 0", "r is changed", "r is succeeded", "r.stdout != ''", "r.stdout | length > 0", ["a == 1", "t"], ["a == 1", "f"], ["t", "missing"], ["f", "missing"], [], "", "a ==", "a = 1", "(a == 1)", "a == 1\n", "  a == 1", "a\n== 1", "a is defined and a > 0", "b is not none", "not (a == 1 and t)",
    "a in [1, 2]", "'k' in d", "d.k in ['v']", "b.startswith('x')", "b | upper == 'X'", "a | string == '1'", "a == '1'", "a|int == 1", "t == true", "t | bool", "tt == 'True'", "t is true", "b is match('^x$')", "'\\d' in b", "b is search('\\w')", "inventory_hostname == 'x'", "l | length == 1", "e | length", "l | select('equalto', 1) | list", "range(3)", "d.items()",
]
