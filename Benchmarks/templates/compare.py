"""Measures CPython's jinja2 and ansible-core's Conditional against template-benchmark, in one run.

usage: compare.py DRIVER

Times are those of the processor, so that other work on the machine does not count.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import jinja2
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.conditional import Conditional
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar

HERE = pathlib.Path(__file__).parent
SECONDS = 3
EXPRESSIONS = 1000
HOSTS = 1000
# ansible-core is measured on fewer hosts and its time multiplied: all of them would take half an hour.
MEASURED_HOSTS = 2


def site_variables():
    site = lambda n: {  # noqa: E731
        "name": "site%02d.example.org" % n, "aliases": ["www%d.example.org" % n, "WWW%d.Example.org" % n], "tls": n % 2 == 0,
        "headers": {"X-Frame-Options": "DENY", "X-Site": str(n)}, "errors": {"404": "/404.html", "502": "/50x.html"},
        "limits": {"zone": "main", "burst": n} if n % 3 else {},
        "locations": [{"path": "/", "fallback": "/index.php"}, {"path": "/api", "proxy": "app", "timeout": 30 + n},
                      {"match": "~", "path": "\\.php$", "proxy": "php"}, {"path": "/old", "redirect": "/new"},
                      {"path": "/admin", "allow": ["10.0.0.0/8", "192.168.0.0/16"], "expires": "1h"}]}
    return {
        "ansible_managed": "managed", "nginx_user": "www-data", "workers": 4, "connections": "512", "multi_accept": True, "sendfile": True, "nopush": False,
        "tokens": False, "log_dir": "/var/log/nginx", "log_level": "WARN", "ipv6": True, "web_root": "/srv", "cert_dir": "/etc/ssl/sites", "proxy_timeout": 60, "domain": "example.org", "version": "1.22.1",
        "tls_protocols": ["TLSv1.2", "TLSv1.3"], "tls_ciphers": ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384"],
        "log_formats": [{"name": "main", "fields": ["$remote_addr", "$request", "$status"]}, {"name": "json", "fields": ["{", "}"]}],
        "gzip": {"enabled": True, "level": 5, "types": ["text/css", "application/json", "text/plain"]},
        "pools": [{"name": name, "method": "least_conn", "servers": [{"host": "10.0.%d.%d" % (i, j), "port": 8000 + j, "weight": j} for j in range(1, 5)]} for i, name in enumerate(["app", "php", "media"])],
        "sites": [site(n) for n in range(12)], "limits": {"login": {"size": 10, "rate": 1}, "main": {"size": 20, "rate": 50}}, "networks": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
        "users": [{"name": "user%d" % n, "active": n % 4 != 0, "groups": ["staff", "admin", "ops"][: n % 4]} for n in range(16)],
        "status": {"enabled": True, "address": "127.0.0.1", "port": 8081, "path": "/status", "allow": ["127.0.0.1", "::1"]},
        "streams": [{"listen": 5353, "udp": True, "upstream": "dns:53", "options": {"proxy_responses": 1, "tcp_nodelay": False}}, {"listen": 3306, "upstream": "db:3306", "enabled": False}],
        "checks": [{"kind": "http", "target": "https://site%02d" % n, "every": 30 * n + 45} for n in range(8)],
    }


def conditions():
    forms = [
        "number > %d", "inventory_hostname == 'host%d'", "package_state == 'present' and number >= %d", "result%d is defined", "os_family in ['Debian', 'RedHat'] and not skip",
        "services | length > %d", "service.enabled | default(true) | bool", "ports | select('gt', %d) | list | length > 0", "version is version('%d.1', '>=')", "'web' in group_names or number == %d",
        "result.rc == 0 and result.stdout is search('ok %d')", "users | selectattr('admin') | map(attribute='name') | list", "(memory | int) > %d * 1024", "hostname.startswith('h%d')", "not (debug | default(false)) and level != %d",
    ]
    return [form % n if "%d" in form else form for n in range(-(-EXPRESSIONS // len(forms))) for form in forms][:EXPRESSIONS]


def condition_variables():
    return {
        "package_state": "present", "os_family": "Debian", "skip": False, "services": ["a", "b", "c"], "service": {"name": "x"}, "ports": [22, 80, 443], "version": "2.18.1", "group_names": ["web", "prod"],
        "result": {"rc": 0, "stdout": "all ok 7", "changed": False}, "users": [{"name": "ann", "admin": True}, {"name": "bob", "admin": False}], "memory": "{{ total }}", "total": "32768", "hostname": "host1", "level": 3,
    }


def jinja_rate(text, variables):
    """Renderings in a second of one compiled template, with ansible-core's filters and tests."""
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
    known = Templar(DataLoader(), variables={}).environment
    environment.filters, environment.tests = known.filters, known.tests
    template = environment.from_string(text.split("\n", 1)[1])
    start, count = time.process_time(), 0
    while time.process_time() - start < SECONDS:
        template.render(variables)
        count += 1
    return count / (time.process_time() - start)


def ansible_seconds(expressions, variables):
    loader = DataLoader()
    start = time.process_time()
    for host in range(MEASURED_HOSTS):
        mine = {**variables, "inventory_hostname": "host%d" % host, "number": host}
        templar = Templar(loader, variables=mine)
        for expression in expressions:
            condition = Conditional(loader=loader)
            condition.when = [expression]
            condition.evaluate_conditional(templar, mine)
    return (time.process_time() - start) * HOSTS / MEASURED_HOSTS


def driver(*arguments):
    return float(subprocess.run([sys.argv[1], *map(str, arguments)], check=True, capture_output=True, text=True).stdout)


def written(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        json.dump(data, file)
    return path


def main():
    init_plugin_loader()
    template = HERE / "site.conf.j2"
    with tempfile.TemporaryDirectory() as folder:
        site = site_variables()
        theirs = jinja_rate(template.read_text(), site)
        ours = driver("render", template, written(folder, "site.json", site), SECONDS)
        print("template: jinja2 %.0f/s, swiftplay %.0f/s: %.1f times as fast" % (theirs, ours, ours / theirs))
        expressions, variables = conditions(), condition_variables()
        theirs = ansible_seconds(expressions, variables)
        ours = driver("conditions", written(folder, "when.json", expressions), written(folder, "variables.json", variables), HOSTS)
        print("conditions: ansible-core %.0f s, swiftplay %.2f s: %.0f times as fast" % (theirs, ours, theirs / ours))


main()
