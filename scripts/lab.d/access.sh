# shellcheck shell=bash
# The files by which others find the hosts: inventory, known host keys, ssh configuration.

write_access_files() {
    print_known_hosts | replace_file "$LAB_STATE/known_hosts"
    print_ssh_config | replace_file "$LAB_STATE/ssh_config"
    print_ini | replace_file "$LAB_STATE/inventory.ini"
    write_checkout_inventory
}

remove_access_files() {
    local inventory
    inventory=$(checkout_inventory)
    rm -f "$LAB_STATE"/{known_hosts,ssh_config,inventory.ini} ${inventory:+"$inventory"}
}

# Writes a file in one step, so that a reader sees the old one or the new one.
replace_file() {
    cat >"$1.new"
    mv "$1.new" "$1"
}

# Prints where the checkout's own inventory wants its hosts: only for the checkout's own lab, and only if
# git ignores that file, because it is different on every machine. It is YAML because Ansible passes over
# .ini files in a directory.
checkout_inventory() {
    local file=${LAB_INVENTORY:-$lab_checkout/inventory/lab/hosts.yml}
    if [[ -z ${LAB_INVENTORY:-} ]]; then
        [[ $LAB_STATE == "$lab_checkout/.lab" && -d ${file%/*} ]] || return 0
        git -C "$lab_checkout" check-ignore --quiet "$file" 2>/dev/null || return 0
    fi
    echo "$file"
}

write_checkout_inventory() {
    local file
    file=$(checkout_inventory)
    case $file in
        "") ;;
        *.yml | *.yaml) print_yaml | replace_file "$file" ;;
        *) print_ini | replace_file "$file" ;;
    esac
}

print_known_hosts() {
    local name address port key
    for name in $(all_hosts); do
        address=$(recall "$name" address) port=$(recall "$name" port)
        [[ $port == 22 ]] || address="[$address]:$port"
        for key in "$lab_hosts/$name"/hostkeys/*.pub; do
            [[ ! -e $key ]] || printf '%s %s\n' "$address" "$(cut -d' ' -f1,2 "$key")"
        done
    done
}

print_ssh_config() {
    local name
    for name in $(all_hosts); do
        printf 'Host %s\n    HostName %s\n    Port %s\n    User %s\n' "$name" "$(recall "$name" address)" \
            "$(recall "$name" port)" "$(recall "$name" user)"
    done
    printf '%s\n' "Host *" "    IdentityFile $lab_key" "    IdentitiesOnly yes" "    BatchMode yes" \
        "    StrictHostKeyChecking yes" "    UserKnownHostsFile $LAB_STATE/known_hosts" \
        "    GlobalKnownHostsFile /dev/null" "    ConnectTimeout 10" "    LogLevel ERROR"
}

lab_inventory() {
    case ${1:-} in
        "") print_ini ;;
        --yaml) print_yaml ;;
        *) fail "inventory has no option $1" ;;
    esac
}

# Prints a host's variables, one NAME VALUE in each line.
host_variables() {
    local name=$1
    echo "ansible_host $(recall "$name" address)"
    [[ $(recall "$name" port) == 22 ]] || echo "ansible_port $(recall "$name" port)"
    echo "ansible_user $(recall "$name" user)"
    [[ $(recall "$name" sudo) != password ]] || echo "ansible_become_password $lab_sudo_password"
    case $(recall "$name" kind) in
        python | cloud-init) echo "ansible_python_interpreter /usr/bin/python3" ;;
    esac
}

lab_variables() {
    echo "ansible_ssh_private_key_file $lab_key"
    echo "ansible_ssh_common_args '-o UserKnownHostsFile=$LAB_STATE/known_hosts'"
}

# Prints the running hosts whose names begin with the given word: the members of a group of that name. A host
# that bears the name itself answers to it alone, because a group beside it would be ambiguous.
hosts_named() {
    # Read to the end: a grep that stops early would end running_hosts with a broken pipe.
    ! running_hosts | grep -x "$1" >/dev/null || return 0
    running_hosts | grep "^$1" || true
}

print_ini() {
    local name group
    echo "[lab]"
    for name in $(running_hosts); do
        printf '%s' "$name"
        host_variables "$name" | while read -r variable value; do printf ' %s=%s' "$variable" "$value"; done
        echo
    done
    for group in prod dev; do
        [[ -z $(hosts_named "$group") ]] || printf '\n[%s]\n%s\n' "$group" "$(hosts_named "$group")"
    done
    printf '\n[lab:vars]\n'
    lab_variables | while read -r variable value; do echo "$variable=$value"; done
}

print_yaml() {
    local name group
    printf 'lab:\n  hosts:%s\n' "$([[ -n $(running_hosts) ]] || echo ' {}')"
    for name in $(running_hosts); do
        printf '    %s:\n' "$name"
        host_variables "$name" | while read -r variable value; do echo "      $variable: $value"; done
    done
    printf '  vars:\n'
    lab_variables | while read -r variable value; do echo "    $variable: $value"; done
    for group in prod dev; do
        [[ -z $(hosts_named "$group") ]] || printf '%s:\n  hosts:\n' "$group"
        for name in $(hosts_named "$group"); do printf '    %s: {}\n' "$name"; done
    done
}
