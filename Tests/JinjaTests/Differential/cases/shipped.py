"""The templates that come with the project, with the defaults of their roles and what a run adds to them."""
import pathlib

import yaml

KIND = "file"
_ROOT = pathlib.Path(__file__).parents[4]
_RUN = {
    "inventory_hostname": "web1", "group_names": ["prod", "web"], "playbook_dir": "/srv/playbooks", "ansible_managed": "Ansible managed",
    "ansible_facts": {"distribution": "Debian"}, "setup_purpose": "prod", "setup_region": {"name": "eu", "zones": [1, 2]}, "setup_record_path": "/etc/x", "model_service_metrics_token": "secret",
    "settings": {"b": {"size": 2, "name": "x"}, "a": {"size": 1, "list": [1, "é"]}}, "people": [{"name": "ann", "admin": True}, {"name": "bob"}], "ticker_seconds": 5, "ticker_environment": {"B": 2, "A": "x y"},
}


def _defaults(role):
    path = role / "defaults" / "main.yml"
    return yaml.safe_load(path.read_text()) if path.exists() else {}


CASES = [
    {"text": path.read_text(), "variables": {**_defaults(path.parents[1]), **_RUN}}
    for folder in ["playbooks/roles/*/templates", "Tests/ParityTests/templates"] for path in sorted(_ROOT.glob(folder + "/*.j2"))
]
assert len(CASES) >= 6
