# The work of playbooks/w1.yml as a deploy of pyinfra (W1, W2, W3, W7).
from io import StringIO
from pathlib import Path

from pyinfra import host
from pyinfra.facts.files import File, FileContents
from pyinfra.facts.server import Hostname, LinuxDistribution
from pyinfra.operations import crontab, files, server

APP = Path(__file__).parent.parent / "playbooks/files/app"
TEMPLATES = Path(__file__).parent / "templates"
HOME, RELEASE, SETTINGS = "/opt/tallyd", "/opt/tallyd/releases/7", "/etc/tallyd"
FEEDS = [
    {"name": "north", "port": 7311, "signed": True},
    {"name": "east", "port": 7312, "signed": False},
    {"name": "south", "port": 7313, "signed": True},
    {"name": "west", "port": 7314, "signed": False},
]
TALLY = {"service": "tallyd", "home": HOME, "port": 7301, "threads": 3, "feeds": FEEDS}
ROOT = {"_sudo": True}
AS_ANSIBLE = {"jinja_env_kwargs": {"trim_blocks": True}}

for group in ("tallyd", "clerks"):
    server.group(group=group, **ROOT)
server.user(user="tallyd", group="tallyd", system=True, home=HOME, ensure_home=False, shell="/usr/sbin/nologin", **ROOT)
for name, uid in (("clara", 3101), ("conrad", 3102)):
    server.user(user=name, uid=uid, groups=["clerks"], append=True, shell="/bin/bash", **ROOT)

for path, owner, mode in (
    (HOME, "root", "755"), (f"{HOME}/bin", "root", "755"), (RELEASE, "tallyd", "755"),
    (SETTINGS, "root", "750"), (f"{SETTINGS}/feeds.d", "root", "755"), ("/var/lib/tallyd", "tallyd", "700"),
):
    files.directory(path=path, user=owner, group=owner, mode=mode, **ROOT)

hostname, distribution = host.get_fact(Hostname), host.get_fact(LinuxDistribution)["name"]
settings = files.template(
    src=str(TEMPLATES / "tallyd.conf.j2"), dest=f"{SETTINGS}/tallyd.conf", user="root", group="tallyd", mode="640",
    hostname=hostname, distribution=distribution, **TALLY, **AS_ANSIBLE, **ROOT)
feeds = [
    files.template(src=str(TEMPLATES / "feed.conf.j2"), dest=f"{SETTINGS}/feeds.d/{feed['name']}.conf", mode="644",
                   item=feed, home=HOME, **AS_ANSIBLE, **ROOT)
    for feed in FEEDS
]
unit = files.template(src=str(TEMPLATES / "tallyd.service.j2"), dest="/etc/systemd/system/tallyd.service", mode="644",
                      **TALLY, **AS_ANSIBLE, **ROOT)
tables = [
    files.put(src=str(APP / f"f{number}.txt"), dest=f"{RELEASE}/f{number}.txt", user="tallyd", group="tallyd",
              mode="644", **ROOT)
    for number in range(1, 9)
]
files.put(src=str(APP / "blob.bin"), dest=f"{RELEASE}/blob.bin", mode="644", **ROOT)
files.link(path=f"{HOME}/current", target=RELEASE, **ROOT)
files.put(src=StringIO(f"{hostname} counts for the clerks.\nWhat is changed by hand is changed back.\n"),
          dest="/etc/motd", mode="644", **ROOT)

files.line(path=f"{SETTINGS}/limits.conf", line="tallyd hard nofile 32768", **ROOT)
files.line(path="/etc/login.defs", line=r"^UMASK\s.*", replace="UMASK\t\t077", **ROOT)
files.line(path="/etc/hosts", line="127.0.0.1 tallyd.example", **ROOT)
files.block(path="/etc/profile", content=f"export TALLY_HOME={HOME}\nexport TALLY_PORT=7301",
            marker="# {mark} tally environment", **ROOT)
files.block(path="/etc/bash.bashrc",
            content=f"alias tally='cd {HOME}/current'\nalias tallylog='tail -n 50 -f /var/log/tallyd.log'",
            marker="# {mark} tally shortcuts", **ROOT)

files.put(src=StringIO("#!/bin/sh\nexec find /var/lib/tallyd -name '*.old' -delete\n"), dest=f"{HOME}/bin/sweep",
          mode="755", **ROOT)
crontab.crontab(command=f"{HOME}/bin/sweep", cron_name="tally sweep", user="root", minute="42", hour="2", **ROOT)
files.put(src=StringIO(f"%clerks ALL=(root) NOPASSWD: {HOME}/bin/sweep\n"), dest="/etc/sudoers.d/tallyd",
          mode="440", **ROOT)

if not host.get_fact(File, path="/var/lib/tallyd/edition", **ROOT):
    server.shell(commands=["echo edition-7 > /var/lib/tallyd/edition"], **ROOT)
if not host.get_fact(File, path="/var/lib/tallyd/indexed", **ROOT):
    server.shell(commands=["touch /var/lib/tallyd/indexed"], **ROOT)
files.file(path=f"{SETTINGS}/legacy.conf", present=False, **ROOT)
assert host.get_fact(FileContents, path="/var/lib/tallyd/edition", **ROOT) in (None, ["edition-7"])

server.shell(name="Reload the service", commands=["echo reloaded >> /var/log/tallyd-handlers.log"],
             _if=lambda: any(change.did_change() for change in feeds), **ROOT)
server.shell(name="Restart the service", commands=["echo restarted >> /var/log/tallyd-handlers.log"],
             _if=lambda: any(change.did_change() for change in [settings, unit, *tables]), **ROOT)
