extension Prelude {
    /// Files made and replaced in one rename; other changes of the file system.
    ///
    /// A frame sets, before `sp_put` and the command that writes the bytes: `p` path, `o` owner, `g` group, `m` mode
    /// (empty: as it is), `b` whether to keep the old file, `i` whether to write in place, `a` and `d` algorithm and
    /// digest to verify, `n` size in bytes, `x` random name, `sp_cmd` a command that validates, or nothing; for that it
    /// defines `sp_check`, which validates `$sp_t`.
    static let writingText = #"""
        sp_slash() { case $p in */*) sp_dir=${p%/*}; sp_dir=${sp_dir:-/} ;; *) sp_dir=. ;; esac; }
        sp_umask=$(umask)
        sp_put() {
            sp_own; sp_slash
            [ -d "$sp_dir" ] || sp_no missingParent "the directory $sp_dir does not exist"
            [ ! -d "$p" ] || [ -L "$p" ] || sp_no other "$p is a directory"
            sp_new=1; sp_kept=
            [ ! -e "$p" ] || sp_new=
            sp_t=${sp_dir%/}/.swiftplay-$x
            sp_tidy_at_end
            sp_make "$sp_t" || sp_no other "no temporary file can be made in $sp_dir"
            "$@" >"$sp_t"; sp_rc=$?
            sp_verify "$sp_rc"
            [ -z "$sp_cmd" ] || ( sp_check ) ||
                sp_no validation "the new contents did not pass: $sp_cmd ended with exit code $?"
            [ "$b" = 0 ] || [ -n "$sp_new" ] || sp_backup
            if [ "$i" = 1 ] && [ -z "$sp_new" ]; then sp_in_place; else sp_replace; fi
        }
        # sp_make PATH: an empty file of ours alone. `true`, because a failing redirection of `:` ends the shell.
        sp_make() {
            umask 077; set -C
            true >"$1"; sp_rc=$?
            set +C; umask "$sp_umask"
            return "$sp_rc"
        }
        sp_verify() {
            sp_got=
            if [ -n "$d" ]; then
                sp_sum=${a}sum
                if sp_has "$sp_sum"; then sp_got=$("$sp_sum" <"$sp_t")
                elif sp_has openssl; then sp_got=$(openssl dgst -r "-$a" <"$sp_t")
                else sp_got=$d; [ "$(wc -c <"$sp_t")" -eq "$n" ] || sp_got=; fi
                sp_got=${sp_got%% *}
            fi
            [ "$1" = 0 ] && [ "$sp_got" = "$d" ] && return
            sp_room
            [ "$1" = 0 ] || sp_no other "the new contents could not be written to $sp_dir"
            sp_no digest "the contents are not those expected: their $a is ${sp_got:-unknown}, expected $d"
        }
        # sp_room: ends the frame if the file system has no room for $n bytes.
        sp_room() {
            sp_kb=$(df -Pk -- "$sp_dir" 2>/dev/null | { read -r sp_1; read -r sp_1 sp_2 sp_3 sp_4 sp_5; printf '%s' "$sp_4"; })
            sp_held=$(wc -c <"$sp_t" 2>/dev/null)
            case $sp_kb in ''|*[!0-9]*) return ;; esac
            sp_free=$((sp_kb * 1024))
            [ $((sp_free + ${sp_held:-0})) -ge "$n" ] ||
                sp_no noSpace "no room in $sp_dir: $n bytes are needed, $((sp_free + ${sp_held:-0})) are free"
        }
        sp_backup() {
            sp_kept=$p.$$.$(date +%Y-%m-%d@%H:%M:%S)~
            cp -p -- "$p" "$sp_kept" || { rm -f -- "$sp_kept"; sp_room; sp_no other "$p could not be kept as $sp_kept"; }
        }
        sp_in_place() {
            sp_attributes "$p"
            cat <"$sp_t" >"$p" || { sp_room; sp_no other "$p could not be written in place"; }
        }
        sp_replace() {
            sp_fit
            sp_attributes "$sp_t"
            sync -- "$sp_t" 2>/dev/null
            sp_rename "$sp_t" "$p" || sp_no other "$p could not be replaced"
            sp_t=
            sync -- "$sp_dir" 2>/dev/null
        }
        # sp_fit: owner, group and mode are those asked for; what is not asked for comes from the file that is replaced,
        # for a new one from umask.
        sp_fit() {
            if [ ! -e "$p" ]; then
                [ -n "$m" ] || sp_usual_mode
                return 0
            fi
            set -- $(stat -L -c '%u %g %a' -- "$p" "$sp_t" 2>/dev/null)
            if [ $# = 6 ]; then
                [ -n "$m" ] || m=$3
                [ "$1:$2" = "$4:$5" ] || { chown "$1:$2" -- "$sp_t" || chgrp "$2" -- "$sp_t"; } 2>/dev/null
            fi
            sp_label --reference="$p"
            sp_permit
            return 0
        }
        # The mode that umask leaves to a new file, in octal.
        sp_usual_mode() {
            sp_bits=$((0666 & ~0$sp_umask))
            m=$((sp_bits >> 6))$((sp_bits >> 3 & 7))$((sp_bits & 7))
        }
        sp_label() { [ ! -e /sys/fs/selinux/enforce ] || ! sp_has chcon || chcon "$1" -- "$sp_t"; }
        # sp_permit: the further users and groups of the file that is replaced; its mode, set afterwards, is their bound.
        sp_permit() {
            sp_has getfacl && sp_has setfacl || return 0
            sp_access=$(getfacl -csp -- "$p" 2>/dev/null)
            [ -z "$sp_access" ] || printf '%s\n' "$sp_access" | setfacl --set-file=- -- "$sp_t" 2>/dev/null
        }
        sp_rename() {
            if [ -d "$2" ]; then mv -f -T -- "$1" "$2"; else mv -f -- "$1" "$2"; fi
        }
        # sp_attributes PATH [-h]: $o, $g and $m, in this order since a change of owner clears set-id bits.
        sp_attributes() {
            # One process for both; one each to tell which of them failed.
            [ -n "$o" ] && [ -n "$g" ] && chown ${2:+"$2"} -- "$o:$g" "$1" 2>/dev/null || {
                [ -z "$o" ] || chown ${2:+"$2"} -- "$o" "$1" || sp_no other "the owner $o could not be given to $p"
                [ -z "$g" ] || chgrp ${2:+"$2"} -- "$g" "$1" || sp_no other "the group $g could not be given to $p"
            }
            [ -z "$m" ] || { [ -n "${2:-}" ] && [ -L "$1" ]; } || chmod -- "$m" "$1" ||
                sp_no other "the mode $m could not be given to $p"
        }
        sp_remove() {
            sp_own
            rm -rf -- "$p" || sp_no other "$p could not be removed"
        }
        sp_mkdir() {
            sp_own; sp_slash
            [ -d "$sp_dir" ] || sp_no missingParent "the directory $sp_dir does not exist"
            # Where others than its owner may write to it, it is closed until it has that owner.
            sp_first=$m; [ $((0${m:-0} & 022)) = 0 ] || [ -z "$o$g" ] || sp_first=0700
            if mkdir ${sp_first:+-m "$sp_first"} -- "$p"; then [ "$sp_first" != "$m" ] || m=
            else [ -d "$p" ] || sp_no other "the directory $p could not be made"; fi
            sp_attributes "$p"
        }
        # sp_link -s|'' TARGET
        sp_link() {
            sp_own; sp_slash
            [ -d "$sp_dir" ] || sp_no missingParent "the directory $sp_dir does not exist"
            [ ! -d "$p" ] || [ -L "$p" ] || sp_no other "$p is a directory"
            sp_t=${sp_dir%/}/.swiftplay-$x
            sp_tidy_at_end
            ln $1 -- "$2" "$sp_t" || sp_no other "the link $p could not be made"
            sp_rename "$sp_t" "$p" || sp_no other "$p could not be replaced"
        }
        sp_set() {
            sp_own
            [ -e "$p" ] || [ -L "$p" ] || sp_no missingParent "$p does not exist"
            sp_attributes "$p" $1
        }
        # sp_touch ACCESSED MODIFIED: empty to leave a time, "now", or @SECONDS.
        sp_touch() {
            sp_own; sp_slash
            if [ ! -e "$p" ]; then
                [ -d "$sp_dir" ] || sp_no missingParent "the directory $sp_dir does not exist"
                : >>"$p" || sp_no other "$p could not be made"
            fi
            sp_time -a "$1"; sp_time -m "$2"
        }
        sp_time() {
            case $2 in
            '') return ;;
            now) touch -c "$1" -- "$p" ;;
            *) touch -c "$1" -d "$2" -- "$p" 2>/dev/null || touch -c "$1" -d "${2%.*}" -- "$p" ;;
            esac || sp_no other "the times of $p could not be set"
        }

        """#
}
