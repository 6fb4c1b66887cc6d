# shellcheck shell=bash
# The data file `targets`: groups in brackets; a line for each target with what Ansible reports ok, and a remark.

readonly targets_file=$conformance_sources/targets

# Prints a line for each target: group, name, the count of Ansible, and `quick`, `except` or nothing, with the reason.
all_targets() {
    awk '/^\[/ { group = substr($1, 2, length($1) - 2); next }
        /^[a-zA-Z0-9]/ { sub(/except:/, "except"); print group, $0 }' "$targets_file"
}

list_targets() {
    all_targets | awk '{
        reason = ""
        for (i = 4; i <= NF; i++) reason = reason (i > 4 ? " " : "") $i
        printf "%-16s %-32s %4s  %s\n", $1, $2, $3, reason
    }'
}

# Prints the names to run: of the given groups or all of them as the choice says, and every target that is named.
chosen_targets() {
    local choice=$1
    shift
    all_targets | awk -v choice="$choice" -v words="$*" '
        BEGIN { count = split(words, list, " "); for (i = 1; i <= count; i++) wanted[list[i]] = 1 }
        $2 in wanted { print $2; next }
        count > 0 && !($1 in wanted) { next }
        choice == "all" || choice == "quick" && $4 == "quick" || choice == "passing" && $4 != "except" { print $2 }'
}

# Prints how many tasks Ansible reports ok; `-` where it prints no recap.
ok_of_ansible() {
    all_targets | awk -v name="$1" '$2 == name { print $3; exit }'
}
