"""Renders every case of cases/ with ansible-core's Templar and prints what came out, one JSON object per line.

Swift's side reads these lines and must agree. Nothing is written to disk.
"""
import importlib
import json
import os
import pathlib
import sys
import warnings

os.environ["ANSIBLE_DEPRECATION_WARNINGS"] = "0"
os.environ["ANSIBLE_LOCALHOST_WARNING"] = "0"
os.environ["TZ"] = "UTC"
warnings.simplefilter("ignore")

from ansible.parsing.dataloader import DataLoader  # noqa: E402
from ansible.playbook.conditional import Conditional  # noqa: E402
from ansible.plugins.loader import init_plugin_loader  # noqa: E402
from ansible.template import Templar  # noqa: E402
from ansible.utils.display import Display  # noqa: E402

Display.warning = lambda *a, **k: None
Display.deprecated = lambda *a, **k: None
Display.display = lambda *a, **k: None


init_plugin_loader()


def render(kind, text, variables, options):
    loader = DataLoader()
    loader.set_basedir(str(pathlib.Path(__file__).parent / "files"))
    templar = Templar(loader, variables=variables)
    if kind == "value":
        return templar.template(text)
    if kind == "file":
        return templar.do_template(
            text, preserve_trailing_newlines=True, escape_backslashes=False, overrides=options or None)
    if kind == "condition":
        condition = Conditional(loader=loader)
        condition.when = text if isinstance(text, list) else [text]
        return condition.evaluate_conditional(templar, variables)
    raise ValueError(kind)


def main():
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    names = sorted(p.stem for p in (pathlib.Path(__file__).parent / "cases").glob("*.py"))
    for name in names:
        module = importlib.import_module("cases." + name)
        for index, case in enumerate(module.CASES):
            case = {"text": case} if isinstance(case, (str, list)) else dict(case)
            kind = case.get("kind", getattr(module, "KIND", "value"))
            variables = {**getattr(module, "VARIABLES", {}), **case.get("variables", {})}
            options = case.get("options", {})
            line = {"group": name, "index": index, "kind": kind, "text": case["text"], "options": options,
                    "variables": variables}
            try:
                line["result"] = render(kind, case["text"], json.loads(json.dumps(variables)), options)
            except Exception as error:  # every way to fail is the same to us
                line["error"] = str(error).split("\n")[0][:300]
            print(json.dumps(line, default=str))


main()
