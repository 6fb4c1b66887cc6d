"""Answers with what Python, PyYAML and json make of each case: one JSON object per line in, one per line out."""
import ast
import datetime
import fnmatch
import json
import shlex
import sys

import yaml
from ansible.module_utils.common.validation import check_type_float, check_type_int
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.parsing.quoting import unquote
from ansible.parsing.splitter import parse_kv
from ansible.utils.vars import isidentifier


def typed(value):
    """The value with its types spelled out, so that 1, 1.0, True and "1" differ."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool:" + str(value)
    if isinstance(value, int):
        return "int:" + str(value)
    if isinstance(value, float):
        return "float:" + repr(value)
    if isinstance(value, bytes):
        return "str:" + value.decode("utf-8", "backslashreplace")
    if isinstance(value, (list, tuple)):
        return [typed(item) for item in value]
    if isinstance(value, dict):
        return {"pairs": [[typed(key), typed(item)] for key, item in value.items()]}
    return "str:" + str(value)


def refusal(error):
    """What is wrong with the case, and the lines and columns (from 1) that PyYAML names."""
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    places = [[mark.line + 1, mark.column + 1] for mark in marks if mark]
    # Plain scalars that PyYAML itself took for something, and then could make nothing of, are no mistakes of syntax.
    is_syntax = isinstance(error, yaml.YAMLError) and not any(
        f"for the tag 'tag:yaml.org,2002:{kind}'" in str(error) for kind in ("value", "merge"))
    return {"kind": type(error).__name__, "text": str(error), "isYAML": is_syntax, "places": places}


def tagged(value):
    """The value with its tuples and sets told from lists."""
    if isinstance(value, tuple):
        return ["tuple"] + [tagged(item) for item in value]
    if isinstance(value, set):
        return ["set", len(value)]
    if isinstance(value, list):
        return [tagged(item) for item in value]
    if isinstance(value, dict):
        return {str(typed(tagged(key))): tagged(item) for key, item in value.items()}
    return value


def strip(text, characters, side):
    return {"both": text.strip, "left": text.lstrip, "right": text.rstrip}[side](characters)


RULES = {
    "boolean": boolean,
    "date": lambda days: (datetime.date(1970, 1, 1) + datetime.timedelta(days)).isoformat(),
    "duration": lambda micros: str(datetime.timedelta(microseconds=micros)),
    "exists": lambda year, month, day: bool(datetime.date(year, month, day)),
    "escapes": lambda text: ast.literal_eval("'" + text + "'"),
    "literal": lambda text: tagged(ast.literal_eval(text)),
    "fnmatch": lambda pattern, text: fnmatch.fnmatchcase(text, pattern),
    "strip": strip,
    "split": str.split,
    "float": check_type_float,
    "int": lambda value: int(check_type_int(value)),
    "int of": int,
    "isidentifier": isidentifier,
    "parse_kv": parse_kv,
    "str": str,
    "bool": bool,
    "shlex": lambda text, comments: shlex.split(text, comments=comments),
    "shlex with quotes": lambda text: shlex.split(text, posix=False),
    "shlex quote": shlex.quote,
    "unquote": unquote,
    "splitlines": lambda text, keepends: text.splitlines(keepends),
}


def answer(case):
    if case["op"] in RULES:
        return typed(RULES[case["op"]](*case["arguments"]))
    if case["op"] == "load":
        return typed(yaml.load(case["text"], Loader=yaml.CSafeLoader))
    if case["op"] == "loads":
        return typed(json.loads(case["text"]))
    value = json.loads(case["value"])
    if case["op"] == "dump":
        return yaml.dump(value, Dumper=yaml.CSafeDumper, **case["options"])
    if case["op"] == "dumps":
        return json.dumps(value, **case["options"])
    raise ValueError(case["op"])


for line in sys.stdin:
    try:
        print(json.dumps({"answer": answer(json.loads(line))}))
    except Exception as error:  # the case's own error is an answer too
        print(json.dumps({"error": refusal(error)}))
