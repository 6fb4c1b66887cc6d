"""Templates as people have them for a thousand hosts: services, networks, monitoring."""
KIND = "file"
VARIABLES = {
    "inventory_hostname": "web1", "inventory_hostname_short": "web1", "ansible_managed": "Ansible managed", "domain": "example.org", "environment_name": "prod",
    "groups": {"all": ["web1", "web2", "db1"], "web": ["web1", "web2"], "db": ["db1"], "empty": []},
    "hostvars": {
        "web1": {"ansible_host": "10.0.0.11", "ansible_default_ipv4": {"address": "10.0.0.11"}, "rack": 1}, "web2": {"ansible_host": "10.0.0.12", "ansible_default_ipv4": {"address": "10.0.0.12"}},
        "db1": {"ansible_host": "10.0.1.10", "ansible_default_ipv4": {"address": "10.0.1.10"}, "rack": 2, "db_role": "primary"},
    },
    "vhosts": [
        {"name": "www", "port": 443, "ssl": True, "locations": [{"path": "/", "proxy": "http://app"}, {"path": "/static", "root": "/srv/static", "expires": "30d"}], "aliases": ["w3", "web"]},
        {"name": "api", "port": 8080, "locations": [], "headers": {"X-Frame-Options": "DENY", "X-Env": "{{ environment_name }}"}},
    ],
    "sshd": {"Port": 22, "PermitRootLogin": False, "PasswordAuthentication": "no", "AllowUsers": ["ann", "bob"], "Subsystem": "sftp internal-sftp", "UseDNS": None}, "sshd_match": [{"user": "git", "options": {"X11Forwarding": False, "ForceCommand": "git-shell"}}],
    "users": [{"name": "ann", "uid": 1001, "groups": ["sudo", "web"], "keys": ["ssh-ed25519 AAA ann@x", "ssh-rsa BBB"]}, {"name": "bob", "uid": 1002, "state": "absent"}, {"name": "cid", "shell": "/bin/zsh"}],
    "scrape": {"node": {"port": 9100, "interval": "15s", "groups": ["web", "db"]}, "app": {"port": 8080, "path": "/metrics", "groups": ["web"]}}, "labels": {"team": "core", "env": "{{ environment_name }}"},
    "backends": [{"name": "b1", "servers": ["web1", "web2"], "check": True, "options": ["httpchk GET /health", "forwardfor"]}, {"name": "b2", "servers": []}], "timeouts": {"connect": "5s", "client": "1m", "server": "1m"},
    "limits": [{"domain": "*", "type": "soft", "item": "nofile", "value": 65536}], "sysctl": {"net.ipv4.ip_forward": 1, "vm.swappiness": 10, "kernel.core_pattern": "|/bin/false"}, "cron": [{"minute": "*/5", "job": "/usr/bin/x -a 'b %d'"}, {"special": "daily", "job": "y"}],
    "mem": 16033, "cores": 8, "disks": [{"dev": "/dev/sda1", "mount": "/", "opts": ["noatime", "errors=remount-ro"]}, {"dev": "tmpfs", "mount": "/tmp", "type": "tmpfs", "size": "2g"}], "version": "1.10.2", "flags": {"a": True, "b": False, "c": None}, "motd": "Welcome\n  to {{ inventory_hostname }}\n",
    "rules": [{"port": 22, "proto": "tcp", "src": "10.0.0.0/8"}, {"port": "80,443", "proto": "tcp"}, {"port": 53, "proto": ["tcp", "udp"]}], "java_opts": {"Xmx": "2g", "Xms": "1g", "D": {"a.b": 1, "c": "x y"}}, "routes": {"10.1.0.0/16": "10.0.0.1", "10.2.0.0/16": "10.0.0.2"},
}
CASES = [
    # nginx
    "# {{ ansible_managed }}\n{% for vhost in vhosts %}\nserver {\n    listen {{ vhost.port }}{% if vhost.ssl | default(false) %} ssl http2{% endif %};\n    server_name {{ ([vhost.name] + vhost.aliases | default([])) | map('regex_replace', '$', '.' ~ domain) | join(' ') }};\n{% for location in vhost.locations %}\n    location {{ location.path }} {\n{% if location.proxy is defined %}\n        proxy_pass {{ location.proxy }};\n{% else %}\n        root {{ location.root }};\n        expires {{ location.expires | default('off') }};\n{% endif %}\n    }\n{% else %}\n    return 404;\n{% endfor %}\n{% for key, value in (vhost.headers | default({})) | dictsort %}\n    add_header {{ key }} \"{{ value }}\" always;\n{% endfor %}\n}\n{% if not loop.last %}\n\n{% endif %}\n{% endfor %}\n",
    "upstream app {\n{% for host in groups['web'] %}\n    server {{ hostvars[host]['ansible_default_ipv4']['address'] }}:{{ 8000 + loop.index }}{{ ' backup' if loop.last and not loop.first }};\n{% endfor %}\n    keepalive {{ [cores * 2, 32] | min }};\n}\nworker_processes {{ cores }};\nworker_connections {{ (mem / cores) | round | int }};\n",
    # hosts
    "127.0.0.1 localhost\n{% for host in groups['all'] | sort %}\n{{ '%-15s' | format(hostvars[host].ansible_host) }} {{ host }}.{{ domain }} {{ host }}{% if host in groups.db %} db{% endif +%}\n{% endfor %}\n",
    "{% for group in groups | sort if group not in ['all', 'ungrouped'] %}\n[{{ group }}]\n{% for host in groups[group] %}\n{{ host }} ansible_host={{ hostvars[host].ansible_host }}{{ ' rack=' ~ hostvars[host].rack if hostvars[host].rack is defined }}\n{% else %}\n# none\n{% endfor %}\n\n{% endfor %}\n",
    "{% set primary = groups.db | map('extract', hostvars) | selectattr('db_role', 'defined') | selectattr('db_role', 'equalto', 'primary') | map(attribute='ansible_host') | first %}\nDB={{ primary }}\nPEERS={{ groups.web | difference([inventory_hostname]) | map('extract', hostvars, ['ansible_default_ipv4', 'address']) | join(',') }}\n",
    # sshd
    "{% for key, value in sshd.items() %}\n{% if value is sameas true or value is sameas false %}\n{{ key }} {{ value | ternary('yes', 'no') }}\n{% elif value is iterable and value is not string %}\n{{ key }} {{ value | join(' ') }}\n{% elif value is not none %}\n{{ key }} {{ value }}\n{% endif %}\n{% endfor %}\n{% for match in sshd_match %}\n\nMatch User {{ match.user }}\n{% for key, value in match.options | dictsort %}\n    {{ key }} {{ 'no' if value is sameas false else value }}\n{% endfor %}\n{% endfor %}\n",
    "{% for user in users | rejectattr('state', 'defined') %}\n{{ user.name }}:x:{{ user.uid | default(2000 + loop.index0) }}:{{ user.uid | default('') }}::/home/{{ user.name }}:{{ user.shell | default('/bin/bash') }}\n{% endfor %}\n",
    "{% for user in users if user.state | default('present') == 'present' %}\n{% for key in user['keys'] | default([]) %}\n{{ key }}\n{% endfor %}\n{% endfor %}\n",
    "{% for user in users if 'sudo' in user.groups | default([]) -%}\n{{ user.name }} ALL=(ALL) NOPASSWD: ALL\n{% endfor -%}\n",
    # haproxy
    "global\n    maxconn {{ 1024 * cores }}\ndefaults\n{% for name, value in timeouts.items() %}\n    timeout {{ name.ljust(8) }}{{ value }}\n{% endfor %}\n{% for backend in backends %}\n\nbackend {{ backend.name }}\n{% for option in backend.options | default([]) %}\n    option {{ option }}\n{% endfor %}\n{% for server in backend.servers %}\n    server {{ server }} {{ hostvars[server].ansible_host }}:80{% if backend.check | default(false) | bool %} check inter {{ loop.index * 2 }}s{% endif %}\n\n{% endfor %}\n{% endfor %}\n",
    # prometheus
    "global:\n  scrape_interval: 15s\n  external_labels: {{ labels | to_json }}\nscrape_configs:\n{% for job, config in scrape | dictsort %}\n  - job_name: {{ job }}\n    scrape_interval: {{ config.interval | default('1m') }}\n{% if config.path is defined %}\n    metrics_path: {{ config.path }}\n{% endif %}\n    static_configs:\n      - targets:\n{% for host in config.groups | map('extract', groups) | flatten | unique | sort %}\n          - \"{{ host }}:{{ config.port }}\"\n{% endfor %}\n        labels:\n          {{ labels | to_nice_yaml(indent=2) | indent(10) }}\n{% endfor %}\n",
    "{{ {'groups': [{'name': 'x', 'rules': [{'alert': 'Down', 'expr': 'up == 0', 'for': '5m', 'annotations': {'summary': '{{ $labels.instance }} is down'}}]}]} | to_nice_yaml(indent=2, width=200) }}",
    "{% raw %}\n- alert: Down\n  annotations:\n    summary: \"{{ $labels.instance }} is down\"\n{% endraw %}\n  labels: {{ labels | combine({'severity': 'page'}) | to_json(sort_keys=true) }}\n",
    # systemd
    "[Service]\nExecStart=/usr/bin/java{% for key in ['Xms', 'Xmx'] if java_opts[key] is defined %} -{{ key }}{{ java_opts[key] }}{% endfor %}{% for key, value in java_opts.D | dictsort %} -D{{ key }}={{ value | string | quote }}{% endfor %} -jar app-{{ version }}.jar\n{% for name, on in flags | dictsort %}\nEnvironment=FLAG_{{ name | upper }}={{ on | default(false, true) | int }}\n{% endfor %}\nMemoryMax={{ (mem * 0.75) | int }}M\nCPUQuota={{ cores * 100 // 2 }}%\n",
    # macros
    "{% macro option(name, value, indent=0) -%}\n{{ ' ' * indent }}{{ name }} = {{ caller() if caller is defined else value }}\n{%- endmacro %}\n{{ option('a', 1) }}\n{{ option('b', none, indent=4) }}\n{% call option('c', 2, 2) %}{{ version }}{% endcall %}\n\n",
    "{% import 'macros.j2' as m %}\n{{ m.hello(inventory_hostname) }}\n{% from 'macros.j2' import hello as greet, value %}\n{{ greet('x') }} {{ value }}\n",
    "{% macro row(host) %}\n{{ host }};{{ hostvars[host].ansible_host }};{{ hostvars[host].rack | default('-') }}\n{% endmacro %}\n{% for host in groups.all %}\n{{ row(host) }}{% endfor %}",
    # sysctl, limits, fstab, cron
    "{% for key in sysctl | sort %}\n{{ key }} = {{ sysctl[key] }}\n{% endfor %}\n{% for limit in limits %}\n{{ limit.domain }}\t{{ limit.type }}\t{{ limit.item }}\t{{ limit.value }}\n{% endfor %}\n",
    "{% for disk in disks %}\n{{ disk.dev }} {{ disk.mount }} {{ disk.type | default('ext4') }} {{ (disk.opts | default(['defaults']) + (['size=' ~ disk.size] if disk.size is defined else [])) | join(',') }} 0 {{ 1 if disk.mount == '/' else 2 }}\n{% endfor %}\n",
    "{% for entry in cron %}\n{% if entry.special is defined %}\n@{{ entry.special }} root {{ entry.job }}\n{% else %}\n{{ [entry.minute | default('*'), entry.hour | default('*'), '*', '*', '*'] | join(' ') }} root {{ entry.job | replace('%', '\\\\%') }}\n{% endif %}\n{% endfor %}\n",
    "{{ motd }}{{ motd | indent(4, true) }}{{ motd | comment }}\n{{ motd | trim | wordwrap(8) }}\n",
    # firewall
    "*filter\n:INPUT DROP [0:0]\n{% for rule in rules %}\n{% for proto in [rule.proto] | flatten %}\n-A INPUT{{ ' -s ' ~ rule.src if rule.src | default('') | length > 0 else '' }} -p {{ proto }} {{ '-m multiport --dports' if ',' in rule.port | string else '--dport' }} {{ rule.port }} -j ACCEPT\n{% endfor %}\n{% endfor %}\nCOMMIT\n",
    "{% for net, via in routes.items() %}\n{{ net | regex_replace('/.*$', '') }} via {{ via }}{{ ' # ' ~ loop.index ~ '/' ~ loop.length if loop.length > 1 }}\n{% endfor %}\n",
    # whitespace control
    "hosts: [\n{%- for host in groups.all -%}\n  \"{{ host }}\"{{ \",\" if not loop.last }}\n{%- endfor -%}\n]\n", "a\n  {%- if true %}\n  b\n  {%- endif %}\nc\n", "#jinja2: lstrip_blocks: True\nlist:\n    {% for host in groups.web %}\n    - {{ host }}\n    {% endfor %}\nend\n", "#jinja2: trim_blocks: False, lstrip_blocks: True\n{% for host in groups.web %}\n  {{ host }}\n{% endfor %}\n",
    # data
    "{{ vhosts | to_nice_json }}\n", "{{ hostvars | to_nice_yaml }}", "{{ users | items2dict(key_name='name', value_name='uid') | default('-') if false else users | map(attribute='name') | zip([1, 2, 3]) | map('join', '=') | join(';') }}\n",
    "{% set total = namespace(count=0, names=[]) %}\n{% for group in groups | sort %}\n{% set total.count = total.count + groups[group] | length %}\n{% set _ = total.names.append(group) %}\n{% endfor %}\n{{ total.count }} {{ total.names }}\n", "{% set config = {} %}\n{% for user in users %}\n{% set _ = config.update({user.name: user.groups | default([]) | join('+')}) %}\n{% endfor %}\n{{ config | to_json }}\n",
    "{% if version is version('1.9', '>=') and version is version('2', '<') %}\nnew {{ version.split('.')[:2] | join('.') }}\n{% else %}\nold\n{% endif %}\n", "{% for key, hosts in groups.all | groupby('0') %}\n{{ key }}: {{ hosts | join(' ') }}\n{% endfor %}\n", "{% for batch in groups.all | batch(2, '-') %}\n{{ batch | join(',') }}\n{% endfor %}\n", "{{ users | sort(attribute='name', reverse=true) | map(attribute='name') | list }}\n{{ users | selectattr('groups', 'defined') | map(attribute='groups') | flatten | unique | sort }}\n{{ users | sum(attribute='uid') if false else '' }}\n",
]
