"""What `with_…` loops over: every lookup that loops with every kind of terms."""
KIND = "loop"
VARIABLES = {"names": ["a", "b"], "m": {"x": 1, "y": {"z": 2}}, "el": [], "nested": [[1, 2], ["p", ["q"]]], "users": [{"n": "a", "k": [1, 2]}, {"n": "b", "k": [3]}], "one": 1, "word": "hello", "two": "{{ names }}", "csv": "a,b"}
_BY = ["items", "list", "dict", "nested", "together", "indexed_items", "sequence", "subelements", "first_found", "fileglob", "file", "lines"]
_OVER = ["{{ names }}","{{ m }}","{{ el }}","{{ nested }}","{{ one }}","{{ word }}","{{ two }}","names","a,b","",None,5,["{{ names }}","c"],["{{ names }}","{{ names }}"],[["{{ one }}","b"],["c"]],["{{ m }}"],{"k":"{{ one }}","j":[1]},[{"k":1}],["{{ missing }}"],"{{ missing }}",[],["a",["b",["c"]]],"{{ nested[1] }}","{{ range(3) }}",["{{ range(2) }}"],["{{ users }}","k"],"{{ [users,'k'] }}","{{ m.items() }}","{{ [[1,2],['a','b']] }}","{{ names }}{{ names }}",True,["nope","content.txt"],["content.*"],"content.txt","3","count=2",["echo a","echo b"], "{{ 'x,y'.split(',') }}", ["{{ missing | default([]) }}"], [None,"a"], ["{{ none }}"], {"a":{"b":[1]}}]
# Lookups that make a folder of nothing, or pass over what is undefined, do so by accident.
_ACCIDENTS = [("first_found", ""), ("first_found", ["{{ none }}"]), ("fileglob", "{{ missing }}"), ("fileglob", ["{{ missing }}"])]
GRID = [{"text": {"by": by, "over": over}} for by in _BY for over in _OVER if (by, over) not in _ACCIDENTS]
