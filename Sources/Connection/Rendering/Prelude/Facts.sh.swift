extension Prelude {
    /// What a host tells about itself, as raw text that the controller reads. Builtins of the shell where they will do:
    /// each program started costs a millisecond or more.
    static let factsText = #"""
        # Records: a name, then a text; both end with NUL.
        sp_name() { printf '%s\0' "$1"; }
        sp_end() { printf '\0'; }
        sp_value() { printf '%s\0%s\0' "$1" "$2"; }
        sp_show() { while IFS= read -r sp_l || [ -n "$sp_l" ]; do printf '%s\n' "$sp_l"; done; }
        # sp_dump NAME FILE: the text of a file, if it may be read.
        sp_dump() { [ ! -r "$2" ] || [ ! -f "$2" ] || { sp_name "$1"; sp_show <"$2"; sp_end; } 2>/dev/null; }
        # sp_line VARIABLE FILE: the first line of a file.
        sp_line() { sp_l=; [ ! -r "$2" ] || read -r sp_l <"$2"; eval "$1=\$sp_l"; } 2>/dev/null
        # sp_told NAME PROGRAM…: what a program says, if there is such a program.
        sp_told() { sp_n=$1; shift; ! sp_has "$1" || { sp_name "$sp_n"; "$@" 2>/dev/null; sp_end; }; }
        sp_brief() { if sp_has timeout; then timeout 5 "$@"; else "$@"; fi; }

        sp_fact_distribution() {
            if [ -r /etc/os-release ]; then sp_dump os-release /etc/os-release
            else sp_dump os-release /usr/lib/os-release; fi
            for sp_f in debian_version redhat-release alpine-release; do sp_dump $sp_f /etc/$sp_f; done
            if sp_has lsb_release; then sp_told lsb lsb_release -a; else sp_dump lsb-file /etc/lsb-release; fi
        }
        sp_fact_kernel() {
            for sp_f in ostype osrelease version; do sp_dump $sp_f /proc/sys/kernel/$sp_f; done
            sp_told machine uname -m; sp_told bits getconf LONG_BIT
        }
        sp_fact_hostname() {
            sp_line sp_1 /proc/sys/kernel/hostname; sp_value hostname "$sp_1"
            ! sp_has getent || { sp_name names; sp_brief getent hosts "$sp_1"; sp_end; }
            for sp_f in /var/lib/dbus/machine-id /etc/machine-id; do
                [ ! -r $sp_f ] || { sp_dump machine-id $sp_f; break; }
            done
        }
        sp_fact_user() {
            if [ -r /proc/self/status ]; then sp_ids </proc/self/status
            else
                sp_value real-user "$(id -ru)"; sp_value effective-user "$(id -u)"
                sp_value real-group "$(id -rg)"; sp_value effective-group "$(id -g)"
            fi
            if sp_has getent; then sp_told account getent passwd "${sp_uid:-$(id -u)}"
            else sp_value user "$(id -un 2>/dev/null)"; sp_dump accounts /etc/passwd; fi
        }
        sp_ids() {
            while read -r sp_1 sp_2 sp_3 sp_rest; do
                case $sp_1 in
                Uid:) sp_uid=$sp_3; sp_value real-user "$sp_2"; sp_value effective-user "$sp_3" ;;
                Gid:) sp_value real-group "$sp_2"; sp_value effective-group "$sp_3" ;;
                esac
            done
        }
        # Line breaks in values are sent as another control character.
        sp_fact_environment() { sp_name environment; env -0 2>/dev/null | tr '\0\n' '\n\001'; sp_end; }
        sp_fact_processor() { sp_dump cpuinfo /proc/cpuinfo; sp_dump status /proc/self/status; }
        sp_fact_memory() { sp_dump meminfo /proc/meminfo; }
        sp_fact_network() {
            sp_told addresses ip -o addr
            sp_told route4 ip -o -4 route get 8.8.8.8; sp_told route6 ip -o -6 route get 2404:6800:400a:800::1012
            for sp_d in /sys/class/net/*/; do
                sp_d=${sp_d%/}; [ -r "$sp_d/mtu" ] || continue
                sp_name interface
                printf 'device=%s\n' "${sp_d##*/}"
                for sp_f in address mtu operstate type flags speed bonding/mode bridge/bridge_id bridge/stp_state; do
                    sp_line sp_1 "$sp_d/$sp_f"; printf '%s=%s\n' "$sp_f" "$sp_1"
                done
                sp_end
            done
            sp_dump if_inet6 /proc/net/if_inet6; sp_dump fib_trie /proc/net/fib_trie; sp_dump routes /proc/net/route
            sp_told local4 ip -4 route show table local; sp_told local6 ip -6 route show table local
        }
        sp_fact_resolver() { sp_dump resolv /etc/resolv.conf; }
        sp_fact_mounts() {
            sp_dump mountinfo /proc/self/mountinfo
            # Escaped as \040 and so on, which printf undoes.
            while read -r sp_1 sp_2 sp_3; do
                case $sp_1 in /*|*:/*) ;; *) continue ;; esac
                sp_2=$(printf '%b' "$(printf '%s' "$sp_2" | sed 's/\\\([0-7]\)/\\0\1/g')")
                sp_value mount "$sp_1
        $sp_2
        $sp_3
        $(stat -f -c '%s %S %b %a %c %d' -- "$sp_2" 2>/dev/null)"
            done </proc/mounts
            for sp_k in id label uuid; do
                for sp_f in /dev/disk/by-$sp_k/*; do
                    [ ! -L "$sp_f" ] || sp_value link "$sp_k ${sp_f##*/} $(readlink -f "$sp_f")"
                done
            done
            for sp_d in /sys/block/*; do
                [ -e "$sp_d/size" ] || continue
                sp_name device; printf 'name=%s\n' "${sp_d##*/}"
                for sp_f in removable size device/vendor device/model queue/rotational queue/scheduler \
                    queue/hw_sector_size queue/logical_block_size queue/discard_granularity; do
                    sp_line sp_1 "$sp_d/$sp_f"; printf '%s=%s\n' "$sp_f" "$sp_1"
                done
                for sp_f in "$sp_d"/holders/*; do [ ! -e "$sp_f" ] || printf 'holder=%s\n' "${sp_f##*/}"; done
                for sp_f in "$sp_d"/*/partition; do
                    [ -e "$sp_f" ] || continue
                    sp_f=${sp_f%/partition}; sp_line sp_1 "$sp_f/size"; sp_line sp_2 "$sp_f/start"
                    printf 'partition=%s %s %s\n' "${sp_f##*/}" "$sp_1" "$sp_2"
                done
                sp_end
            done
        }
        sp_fact_hardware() {
            for sp_f in /sys/devices/virtual/dmi/id/*; do
                [ ! -f "$sp_f" ] || [ ! -r "$sp_f" ] || { sp_line sp_1 "$sp_f"; sp_value "dmi/${sp_f##*/}" "$sp_1"; }
            done
        }
        # Only root may look at volumes; each line is of commas, sizes in GiB.
        sp_fact_volumes() {
            [ "$(id -u)" = 0 ] && sp_has vgs || return 0
            for sp_k in vgs lvs pvs; do sp_told $sp_k $sp_k --noheadings --nosuffix --units g --separator ,; done
        }
        sp_fact_storage() {
            for sp_f in /sys/class/fc_host/*/port_name; do sp_dump port "$sp_f"; done
            sp_dump iscsi /etc/iscsi/initiatorname.iscsi; sp_dump nvme /etc/nvme/hostnqn
        }
        sp_fact_date() { sp_told date date '+%s %N %Y %m %d %H %M %S %w %W %z %Z %A'; }
        sp_fact_uptime() { sp_dump uptime /proc/uptime; }
        sp_fact_load() { sp_dump loadavg /proc/loadavg; }
        sp_fact_services() {
            [ ! -d /run/systemd/system ] || sp_value manager systemd
            sp_dump init /proc/1/comm
            if sp_has openrc || [ -e /run/openrc ]; then sp_value manager openrc; fi
            [ ! -d /etc/init.d ] || sp_value manager sysvinit
        }
        sp_fact_systemd() { sp_told systemd systemctl --version; }
        sp_fact_packages() {
            for sp_f in /usr/bin/apt-get /usr/bin/dnf5 /usr/bin/dnf-3 /usr/bin/yum /usr/bin/zypper /usr/bin/pacman \
                /sbin/apk /usr/bin/xbps-install /usr/bin/emerge; do
                [ ! -x "$sp_f" ] || sp_value program "$sp_f"
            done
        }
        sp_fact_virtualization() {
            sp_fact_hardware
            sp_dump container /run/systemd/container; sp_dump cgroup /proc/1/cgroup; sp_dump cpuinfo /proc/cpuinfo
            sp_dump xen /proc/xen/capabilities
            [ ! -r /proc/1/environ ] || sp_value init-container \
                "$(tr '\000' '\n' </proc/1/environ 2>/dev/null | sed -n 's/^container=//p')"
            for sp_f in /.dockerenv /.dockerinit /proc/vz /proc/lve /proc/bc /proc/xen /dev/kvm; do
                [ ! -e "$sp_f" ] || sp_value exists "$sp_f"
            done
            [ ! -r /proc/modules ] || while read -r sp_1 sp_2; do
                case $sp_1 in kvm | vboxdrv | virtio) sp_value module "$sp_1" ;; esac
            done </proc/modules
        }
        sp_fact_chroot() {
            sp_has stat || return 0
            sp_value roots "$(stat -c '%i %d' / /proc/1/root/. 2>/dev/null)"
            sp_value kind "$(stat -f -c %T / 2>/dev/null)"
        }
        sp_fact_security() {
            [ ! -d /sys/kernel/security/apparmor ] || sp_value apparmor 1
            sp_dump fips /proc/sys/crypto/fips_enabled
            [ ! -e /sys/fs/selinux/enforce ] || {
                sp_value selinux 1; sp_dump enforce /sys/fs/selinux/enforce
                sp_dump policyvers /sys/fs/selinux/policyvers; sp_dump selinux-config /etc/selinux/config
            }
            sp_told capabilities capsh --print
        }
        sp_fact_python() {
            for sp_f in python3 /usr/libexec/platform-python python; do
                sp_has "$sp_f" || continue
                sp_name python
                "$sp_f" -c 'import sys; v = sys.version_info
        print(sys.executable); print(sys.implementation.name); print("%d.%d.%d" % v[:3]); print(v[3]); print(v[4])
        try:
            import ssl; print(int(hasattr(ssl, "SSLContext")))
        except ImportError: print(0)' 2>/dev/null
                sp_end
                return
            done
            sp_dump os-release /etc/os-release
        }
        # sp_fact_local FOLDER: of what is too large, only that it is, so that the others stay.
        sp_fact_local() {
            sp_value folder "$1"; sp_l=unasked
            for sp_f in "$1"/*.fact; do
                [ -f "$sp_f" ] || continue
                [ "$sp_l" != unasked ] || sp_l=$(find "$1/" -name '*.fact' -size +8192 2>/dev/null)
                sp_value local "${sp_f##*/}"
                if [ -x "$sp_f" ]; then sp_name ran; sp_ran "$sp_f"; sp_end; sp_value code "$sp_1"
                else case "
        $sp_l
        " in
                    *"/${sp_f##*/}
        "*) sp_value large '' ;;
                    *) ( sp_dump read "$sp_f" ) ;;
                esac; fi
            done
        }
        # sp_ran PROGRAM: the beginning of what it prints, its exit code in sp_1.
        sp_ran() {
            { sp_1=$({ { "$1" </dev/null 2>/dev/null 3>&- 4>&-; echo $? >&3; } | head -c 4194305 >&4; } 3>&1); } 4>&1
        }
        sp_fact_sshKeys() {
            for sp_d in /etc/ssh /etc/openssh /etc; do
                for sp_k in dsa rsa ecdsa ed25519; do sp_dump "key/$sp_k" "$sp_d/ssh_host_${sp_k}_key.pub"; done
            done
        }
        sp_fact_commandLine() { sp_dump cmdline /proc/cmdline; }

        """#
}
