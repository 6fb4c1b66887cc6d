# shellcheck shell=bash
# A throwaway host for one target, and what is made of the target's end.

# Runs a target, prints a line about it, and succeeds if it passed.
run_target() {
    local name=$1 began=$SECONDS status place=$LAB_STATE/run/$1 log=$LAB_STATE/$1.log tries=2
    # A busy machine now and then fails to start a host; that says nothing about the target.
    while ((tries-- > 0)); do
        status=0
        furnish_host "$name" "$place"
        run_host "$name" "$place" || status=$?
        keep_log "$place" "$log"
        ! has_begun "$log" || break
    done
    rm -rf --one-file-system "$place"
    judge "$name" "$status" "$log" $((SECONDS - began))
}

# What the target said, or the host if it came to nothing else.
keep_log() {
    local said=$1/upper/opt/run/log
    if [[ -s $said ]]; then cp "$said" "$2"; else cp "$1/console.log" "$2"; fi
}

has_begun() { grep -q '^=== target ' "$1"; }

# Fills what lies over the layer: the target's script, the program under Ansible's names, and no way round to Ansible.
furnish_host() {
    local name=$1 place=$2 run=$2/upper/opt/run shims=$2/upper/opt/shims script
    rm -rf --one-file-system "$place"
    mkdir -p "$place"/{work,root} "$run" "$shims"
    cp "$conformance_sources/target" "$run/target"
    echo "$name" >"$run/name"
    : >"$run/log"
    # Two scripts of ansible-test that targets call; the layer has what they would install.
    printf ':\n' | tee "$shims/virtualenv.sh" >"$shims/virtualenv-isolated.sh"
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nexec /opt/ansible/bin/python "$@"\n' >"$shims/python.py"
    [[ -z $program ]] || take_the_names "$place/upper"
    chmod 755 "$shims"/*
}

# The program stands under the names of Ansible's; those it does not have end with 97.
take_the_names() {
    local upper=$1 name
    local -A commands=([ansible-playbook]=run [ansible]=exec [ansible-inventory]=inventory [ansible-vault]=vault)
    cp "$program" "$upper/opt/swiftplay"
    bring_runtime "$upper"
    for name in "${!commands[@]}"; do
        # shellcheck disable=SC2016
        printf '#!/bin/sh\nexec /opt/swiftplay %s "$@"\n' "${commands[$name]}" >"$upper/opt/shims/$name"
    done
    for name in ansible-{config,console,doc,galaxy,pull,test}; do
        printf '#!/bin/sh\nexit 97\n' >"$upper/opt/shims/$name"
    done
    mkdir -p "$upper/opt/ansible/bin" "$upper/opt/suite"
    for name in "$conformance_layer"/opt/ansible/bin/ansible*; do
        mknod "$upper/opt/ansible/bin/${name##*/}" c 0 0
    done
    mknod "$upper/opt/suite/bin" c 0 0
}

# A debug build is linked to the Swift runtime of this machine, which the host does not have.
bring_runtime() {
    local library
    for library in $(ldd "$program" | awk '$3 ~ /\/swift\// { print $3 }'); do
        mkdir -p "$1${library%/*}"
        cp --dereference "$library" "$1$library"
    done
}

# Starts the host and waits for its end, which is the target's: its exit status is that of the target. The overlay is
# mounted in a namespace of its own, so that nothing stays mounted whatever happens.
run_host() {
    local name=$1 place=$2 job
    local -a arguments=(
        --quiet --directory="$place/root" --machine="conformance-$$-${name//[^a-z0-9]/}" --hostname=testhost --register=no
        --private-network --resolv-conf=off --timezone=off --link-journal=no --kill-signal=SIGRTMIN+14 --capability=all
        --boot)
    [[ -d /run/systemd/system ]] || arguments+=(--keep-unit)
    # shellcheck disable=SC2016
    with_private_mounts timeout --kill-after=10 "$limit" bash -ec '
        place=$1 lower=$2
        shift 2
        mount -t overlay overlay -o "lowerdir=$lower,upperdir=$place/upper,workdir=$place/work" "$place/root"
        SYSTEMD_NSPAWN_TMPFS_TMP=0 exec systemd-nspawn "$@"
    ' run_host "$place" "$conformance_layer:$base_layer" "${arguments[@]}" </dev/null >"$place/console.log" 2>&1 &
    job=$!
    trap 'kill $job 2>/dev/null' TERM
    wait "$job"
}

# A pass is an end with 0 and at least 90 % of the tasks that Ansible reports ok.
judge() {
    local name=$1 status=$2 log=$3 seconds=$4 verdict=passed ok wanted
    ok=$(ok_tasks "$log")
    wanted=$(ok_of_ansible "$name")
    if ! has_begun "$log"; then
        verdict="did not start"
    elif ((status == 124 || status == 137)); then
        verdict="took longer than $limit s"
    elif ((status != 0)); then
        verdict="ended with $status"
    elif [[ -n $program && $wanted =~ ^[0-9]+$ ]] && ((ok * 10 < wanted * 9)); then
        verdict="too few ok tasks"
    fi
    printf '%-34s %-24s ok %4d of %4s  %3d s\n' "$name" "$verdict" "$ok" "${wanted:--}" "$seconds"
    [[ $verdict == passed ]]
}

# Prints the sum over every line of every recap behind the target's beginning.
ok_tasks() {
    awk '/^=== target /{ inside = 1 }
        inside && match($0, /^[^ ].* : ok=[0-9]+ /) { sub(/.* : ok=/, ""); sum += $1 }
        END { print sum + 0 }' "$1"
}
