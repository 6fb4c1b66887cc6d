"""Renders the cases of cases/ and of the grammar with ansible-core's Templar and prints what came out, in JSON lines.

usage: render.py STRIDE COUNT SEED      every STRIDE-th case of the grids and COUNT templates of the grammar

Swift's side reads these lines and must agree. A line with `variables` holds for the cases behind it. Nothing is written
to disk.
"""
import importlib
import json
import os
import pathlib
import re
import signal
import sys
import warnings

os.environ["ANSIBLE_DEPRECATION_WARNINGS"] = "0"
os.environ["ANSIBLE_LOCALHOST_WARNING"] = "0"
os.environ["TZ"] = "UTC"
os.environ["ORACLE"] = "env value"
warnings.simplefilter("ignore")

from ansible.parsing.dataloader import DataLoader  # noqa: E402
from ansible.playbook.conditional import Conditional  # noqa: E402
from ansible.plugins.loader import init_plugin_loader, lookup_loader  # noqa: E402
from ansible.template import AnsibleNativeEnvironment, AnsibleUndefined, Templar  # noqa: E402
from ansible.utils.display import Display  # noqa: E402
from ansible.utils.listify import listify_lookup_plugin_terms  # noqa: E402

Display.warning = lambda *a, **k: None
Display.deprecated = lambda *a, **k: None
Display.display = lambda *a, **k: None

SHOWN_UNDEFINED = []
AnsibleUndefined.__repr__ = lambda self: note_undefined(self)

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))
import grammar  # noqa: E402

init_plugin_loader()
LOADER = DataLoader()
LOADER.set_basedir(str(HERE / "files"))


def render(kind, text, variables, options):
    templar = Templar(LOADER, variables=variables)
    if kind == "value":
        return templar.template(text)
    if kind == "native":
        return templar.copy_with_new_env(environment_class=AnsibleNativeEnvironment).template(text)
    if kind == "file":
        return templar.do_template(
            text, preserve_trailing_newlines=True, escape_backslashes=False, overrides=options or None)
    if kind == "loop":
        terms = listify_lookup_plugin_terms(text["over"], templar, fail_on_undefined=False)
        found = lookup_loader.get(text["by"], loader=LOADER, templar=templar).run(
            [term for term in terms if not isinstance(term, AnsibleUndefined)]
            if text["by"] == "first_found" else terms, variables=variables, wantlist=True)
        return templar.template(found)
    if kind == "condition":
        condition = Conditional(loader=LOADER)
        condition.when = text if isinstance(text, list) else [text]
        return condition.evaluate_conditional(templar, variables)
    raise ValueError(kind)


def shown(value):
    """One text for one value, in which 1, 1.0, '1' and True differ and keys keep their kind."""
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{" + ", ".join(shown(k) + ": " + shown(v) for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(shown, value)) + "]"
    return "<%s> %s" % (type(value).__name__, value)


def is_accident(text, result):
    """Results that no rule of Ansible gives, which are passed over.

    What fails while Jinja folds constants comes back unrendered, and a list that holds something undefined is shown with
    that instead of failing.
    """
    is_template = isinstance(text, str) and ("{{" in text or "{%" in text)
    is_unrendered = is_template and result.startswith('"') and bare(json.loads(result)) == bare(text)
    return is_unrendered or SHOWN_UNDEFINED


class Endless(BaseException):
    """A template that does not end, such as a loop over a list that grows; we stop those."""


def give_up(*_):
    raise Endless


signal.signal(signal.SIGALRM, give_up)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})  # a test process may have passed it on blocked


def bare(text):
    """Without what Ansible changes in a template before it is rendered."""
    return re.sub(r"[\s\\]", "", text)


def note_undefined(self):
    SHOWN_UNDEFINED.append(self)
    return "AnsibleUndefined"


def tell(group, index, case, variables):
    line = {"group": group, "index": index, **case}
    own = {**variables, **case.get("variables", {})}
    SHOWN_UNDEFINED.clear()
    signal.alarm(10)
    try:
        line["result"] = shown(render(case["kind"], case["text"], json.loads(json.dumps(own)), case.get("options", {})))
        if is_accident(case["text"], line["result"]):
            return
    except Endless:
        return
    except Exception as error:  # every way to fail is the same to us
        if case["kind"] == "condition" and type(error) is ValueError:
            return  # Ansible breaks off here; what a condition lacks it tells otherwise
        line["error"] = str(error).split("\n")[0][:300]
    finally:
        signal.alarm(0)
    print(json.dumps(line))


def tell_group(name, cases, variables, kind="value"):
    print(json.dumps({"group": name, "variables": variables}))
    for index, case in enumerate(cases):
        case = case if isinstance(case, dict) else {"text": case}
        tell(name, index, {"kind": kind, **case}, variables)


def main():
    stride, count, seed = map(int, sys.argv[1:])
    for name in sorted(path.stem for path in (HERE / "cases").glob("*.py")):
        module = importlib.import_module("cases." + name)
        cases = getattr(module, "CASES", []) + getattr(module, "GRID", [])[seed % stride::stride]
        tell_group(name, cases, getattr(module, "VARIABLES", {}), getattr(module, "KIND", "value"))
    tell_group("grammar", grammar.cases(count, seed), grammar.VARIABLES)


main()
