import Testing

@testable import PythonModules

/// What a file of Python imports, whatever stands around it.
struct ImportTests {
    @Test(
        arguments: [
            ("import os, ansible.module_utils.basic as b", ["os", "ansible.module_utils.basic"]),
            (
                "from ansible.module_utils.urls import fetch_url",
                [
                    "ansible.module_utils.urls", "ansible.module_utils.urls.fetch_url",
                ]
            ),
            ("from a.b import (  # words\n    c as d,\n    e,\n)\n", ["a.b", "a.b.c", "a.b.e"]),
            ("from a import b, \\\n    c\n", ["a", "a.b", "a.c"]),
            ("try:\n    import json\nexcept ImportError:\n    import simplejson", ["json", "simplejson"]),
            ("if x: import y; import z", ["y", "z"]),
            ("from .one import two", ["p.q.one", "p.q.one.two"]),
            ("from ..one import two", ["p.one", "p.one.two"]),
            ("from . import two", ["p.q", "p.q.two"]),
            ("from ....one import two", []),
            (#"text = "import a""# + "\n'''\nimport b\n'''\n# import c\nimport d", ["d"]),
            (#"r = r'\'; import a"# + "\nimport b", ["b"]), (#"r = r'\''; import a"#, ["a"]),
            (#"text = """a \""" import b""" ; import c"#, ["c"]),
            ("important = 1\nfromage = { 'a': [import_, 2] }", []),
            ("def f(a: int = 1):\n\treturn {1: 2}\nfrom x import *\n", ["x", "x.*"]),
        ] as [(String, [String])])
    func imports(source: String, names: [String]) {
        #expect(PythonImports(in: Array(source.utf8), package: "p.q").names == Set(names))
    }
}
