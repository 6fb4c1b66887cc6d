extension Prelude {
    /// Files made and replaced in one rename; other changes of the file system.
    ///
    /// A frame sets, before `sp_put` and the command that writes the bytes: `p` path, `o` owner, `g` group, `m` mode
    /// (empty: as it is), `b` whether to keep the old file, `i` whether to write in place, `a` and `d` algorithm and
    /// digest to verify, `n` size in bytes, `x` random name, `k` what the contents were decided on (see `sp_unchanged`),
    /// `sp_cmd` a command that validates, or nothing; for that it defines `sp_check`, which validates `$sp_file`.
    static let writingText = #"""
        sp_umask=$(umask) sp_pair= sp_later=
        sp_put() {
            sp_own; sp_enter "$p"; sp_replaceable
            sp_kept= sp_lost= sp_t= sp_new=1
            [ ! -e "$sp_name" ] || sp_new=
            sp_tidy_at_end
            sp_claim
            "$@" >&7; sp_rc=$?
            sp_verify "$sp_rc"
            sp_file=${PWD%/}/${sp_t#./}
            [ -z "$sp_cmd" ] || ( sp_check ) ||
                sp_no validation "the new contents did not pass: $sp_cmd ended with exit code $?"
            if [ "$i" = 1 ] && [ -z "$sp_new" ] && [ ! -L "$sp_name" ]; then sp_in_place; else sp_replace; fi
        }
        # sp_put_copy SOURCE: as sp_put, of another file, which is held while it is looked at and read.
        sp_put_copy() {
            sp_own
            sp_began=$PWD sp_to=$p p=$1
            sp_enter "$p"
            [ -f "$sp_name" ] || sp_no missingParent "$p does not exist or is no regular file"
            if [ -L "$sp_name" ]; then sp_hold_end; else sp_hold; fi
            [ -z "$sp_flag" ] || sp_astray "$p"
            n=$(wc -c <"$sp_at") && command exec 3<"$sp_at" || sp_no permission "$p may not be read"
            sp_return
            p=$sp_to
            sp_put sp_source
        }
        sp_source() { cat <&3; }
        # sp_put_output: as sp_put, of what `sp_program` prints. Where that fails, the frame ends with its code.
        sp_put_output() { sp_began=$PWD; sp_put sp_output 3>&1; }
        sp_output() {
            ( umask "$sp_umask"; sp_return; sp_program ) 3>&- 7>&-
            sp_rc=$?
            [ "$sp_rc" != 0 ] || return 0
            # What sp_no says of it has gone into the new file.
            [ "$sp_rc" != 99 ] || cat <"$sp_at" >&3
            exit "$sp_rc"
        }
        # sp_return: back to where the frame began, or away from where others may write.
        sp_return() { CDPATH= cd -P -- "$sp_began" 2>/dev/null || cd /; }
        # sp_replaceable: ends the frame if something stands there that is no file; a link is replaced, not what it leads to.
        sp_replaceable() {
            [ -L "$sp_name" ] || [ ! -e "$sp_name" ] || [ -f "$sp_name" ] ||
                sp_no other "$p is $(sp_kind "$sp_name"), where a file is to go"
        }
        sp_verify() {
            sp_got=
            if [ -n "$d" ]; then
                sp_sum=${a}sum
                if sp_has "$sp_sum"; then sp_got=$("$sp_sum" <"$sp_at")
                elif sp_has openssl; then sp_got=$(openssl dgst -r "-$a" <"$sp_at")
                else sp_got=$d; [ "$(wc -c <"$sp_at")" -eq "$n" ] || sp_got=; fi
                sp_got=${sp_got%% *}
            fi
            [ "$1" = 0 ] && [ "$sp_got" = "$d" ] && return
            sp_room
            [ "$1" = 0 ] || sp_no other "the new contents could not be written to $sp_dir"
            sp_no digest "the contents are not those expected: their $a is ${sp_got:-unknown}, expected $d"
        }
        # sp_room: ends the frame if the file system has no room for $n bytes.
        sp_room() {
            sp_kb=$(df -Pk . 2>/dev/null | { read -r sp_1; read -r sp_1 sp_2 sp_3 sp_4 sp_5; printf '%s' "$sp_4"; })
            sp_held=$(wc -c <"$sp_at" 2>/dev/null)
            case $sp_kb in ''|*[!0-9]*) return ;; esac
            sp_free=$((sp_kb * 1024))
            [ $((sp_free + ${sp_held:-0})) -ge "$n" ] ||
                sp_no noSpace "no room in $sp_dir: $n bytes are needed, $((sp_free + ${sp_held:-0})) are free"
        }
        # The old file itself, if it is replaced: a second name for it, which no link of another can turn elsewhere.
        sp_backup() {
            [ "$b" = 1 ] && [ -e "$sp_name" ] || return 0
            sp_copy=.$$.$(date +%Y-%m-%d@%H:%M:%S)~
            sp_kept=$p$sp_copy sp_copy=$sp_name$sp_copy
            [ "$i" = 1 ] || [ -L "$sp_name" ] || [ -e "$sp_copy" ] || ! ln -T -- "$sp_name" "$sp_copy" 2>/dev/null || return 0
            [ ! -L "$sp_copy" ] && cp -p -- "$sp_name" "$sp_copy" ||
                { rm -f -- "$sp_copy"; sp_room; sp_no other "$p could not be kept as $sp_kept"; }
        }
        sp_in_place() {
            command exec 6<>"$sp_name" || sp_no other "$p could not be opened for writing in place"
            sp_check_held; sp_unchanged; sp_backup
            sp_attributes /proc/self/fd/6
            cat <"$sp_at" >/proc/self/fd/6 || { sp_room; sp_no other "$p could not be written in place"; }
        }
        sp_replace() {
            sp_fit; sp_backup
            sp_attributes "$sp_at"
            sync -- "$sp_at" 2>/dev/null
            sp_rename "$sp_t" "$sp_name" || sp_no other "$p could not be replaced"
            sp_t=
            sync -- . 2>/dev/null
        }
        # sp_unchanged: ends the frame if what stands there is not what the contents were decided on, `k`: nothing ("-"), a
        # digest, or inode, device, size and time of change. All that may be asked about it is then in sp_owner, sp_group,
        # sp_mode, and of the new file in sp_was.
        sp_unchanged() {
            [ -n "$sp_pair" ] || sp_pair=$(stat -L -c "%u %g %a $sp_identity" -- "$sp_name" "$sp_at" 2>/dev/null)
            set -- $sp_pair
            sp_owner=${1:-} sp_group=${2:-} sp_mode=${3:-} sp_was=${8:-}:${9:-}
            sp_now="${4:-} ${5:-} ${6:-} ${7:-}"
            [ ! -L "$sp_name" ] || [ -z "$k" ] || sp_now=$(stat -c "$sp_identity" -- "$sp_name")
            case $k in
            '') ;;
            sha1:*) ! sp_has sha1sum || { sp_now=$(sha1sum <"$sp_name"); [ "sha1:${sp_now%% *}" = "$k" ]; } || sp_superseded ;;
            *) [ "$sp_now" = "$k" ] || sp_superseded ;;
            esac
        }
        sp_superseded() { sp_no superseded "$p was changed by another meanwhile"; }
        # sp_fit: owner, group and mode are those asked for; what is not asked for comes from the file that is replaced,
        # for a new one from umask. So do the extras of the file that is replaced.
        sp_fit() {
            if [ ! -e "$sp_name" ] && [ ! -L "$sp_name" ]; then
                [ -z "$k" ] || [ "$k" = - ] || sp_superseded
                [ -n "$m" ] || sp_usual_mode
                return 0
            fi
            sp_unchanged
            if [ ! -e "$sp_name" ]; then [ -n "$m" ] || sp_usual_mode; return 0; fi
            [ -z "$sp_owner" ] || sp_belong
            sp_label --reference="$sp_name"
            [ -n "$sp_later" ] || sp_inherit
        }
        # Before all else, since it clears set-id bits and capabilities.
        sp_belong() {
            if [ -n "$o$g" ]; then o=${o:-$sp_owner} g=${g:-$sp_group}; sp_give_owner "$sp_at"; o= g=
            elif [ "$sp_owner:$sp_group" != "$sp_was" ]; then
                { chown "$sp_owner:$sp_group" -- "$sp_at" || chgrp "$sp_group" -- "$sp_at"; } 2>/dev/null
            fi
        }
        # Mode, further users and groups, extended attributes and capabilities: in one process where cp is GNU's.
        sp_inherit() {
            sp_same= sp_what=xattr
            ! sp_keeps_mode || sp_same=1 sp_what=mode,xattr
            if [ -n "$sp_gnu" ]; then
                sp_lost=$(cp --attributes-only --preserve="$sp_what" -- "$sp_name" "$sp_at" 2>&1) && sp_lost= ||
                    sp_lost=${sp_lost:-extended attributes}
                [ -n "$sp_lost" ] || [ -z "$sp_same" ] || { m=; return 0; }
            fi
            [ -n "$m" ] || m=$sp_mode
            sp_permit
            return 0
        }
        sp_keeps_mode() { [ -z "$m" ] || [ $((0$m)) = $((0${sp_mode:-0})) ]; }
        # The mode that umask leaves to a new file, in octal.
        sp_usual_mode() {
            sp_bits=$((0666 & ~0$sp_umask))
            m=$((sp_bits >> 6))$((sp_bits >> 3 & 7))$((sp_bits & 7))
        }
        sp_label() { [ ! -e /sys/fs/selinux/enforce ] || ! sp_has chcon || chcon "$1" -- "$sp_at"; }
        # sp_permit: the further users and groups of the file that is replaced; its mode, set afterwards, is their bound.
        sp_permit() {
            sp_has getfacl && sp_has setfacl || return 0
            sp_access=$(getfacl -csp -- "$sp_name" 2>/dev/null)
            [ -z "$sp_access" ] || printf '%s\n' "$sp_access" | setfacl --set-file=- -- "$sp_at" 2>/dev/null
        }
        # A link to a directory that is put there just now is replaced, too. Where mv has no -T there is a look before.
        sp_rename() { mv -f -T -- "$1" "$2" 2>/dev/null || { [ ! -d "$2" ] && mv -f -- "$1" "$2"; }; }
        # sp_attributes PATH [-h]: $o, $g and $m, in this order since a change of owner clears set-id bits. With -h it is a
        # link, which has no mode.
        sp_attributes() {
            sp_give_owner "$@"
            [ -z "$m" ] || [ -n "${2:-}" ] || chmod -- "$m" "$1" ||
                sp_no other "the mode $m could not be given to $p"
        }
        sp_give_owner() {
            # One process for both; one each to tell which of them failed.
            [ -n "$o" ] && [ -n "$g" ] && chown ${2:+"$2"} -- "$o:$g" "$1" 2>/dev/null || {
                [ -z "$o" ] || chown ${2:+"$2"} -- "$o" "$1" || sp_no other "the owner $o could not be given to $p"
                [ -z "$g" ] || chgrp ${2:+"$2"} -- "$g" "$1" || sp_no other "the group $g could not be given to $p"
            }
        }
        sp_remove() {
            sp_own
            case $p in */*) [ -d "${p%/*}/" ] || return 0 ;; esac
            sp_enter "$p"
            rm -rf -- "$sp_name" || sp_no other "$p could not be removed"
        }
        sp_mkdir() {
            sp_own; sp_enter "$p"
            # Where others than its owner may write to it, it is closed until it has that owner.
            sp_first=$m; [ $((0${m:-0} & 022)) = 0 ] || [ -z "$o$g" ] || sp_first=0700
            if mkdir ${sp_first:+-m "$sp_first"} -- "$sp_name"; then [ "$sp_first" != "$m" ] || m=
            else [ -d "$sp_name" ] || sp_no other "the directory $p could not be made"; fi
            [ -n "$o$g$m" ] || return 0
            sp_hold
            sp_attributes "$sp_at" $sp_flag
        }
        # sp_link -s|'' TARGET
        sp_link() {
            sp_own
            case $1$2 in -s* | /*) ;; *) set -- "$1" "$PWD/$2" ;; esac
            sp_enter "$p"
            [ ! -d "$sp_name" ] || [ -L "$sp_name" ] || sp_no other "$p is a directory"
            sp_tidy_at_end
            ln $1 -- "$2" "./.swiftplay-$x" || sp_no other "the link $p could not be made"
            sp_t=./.swiftplay-$x
            sp_rename "$sp_t" "$sp_name" || sp_no other "$p could not be replaced"
            sp_t=
        }
        sp_set() {
            sp_own; sp_enter "$p"
            [ -e "$sp_name" ] || [ -L "$sp_name" ] || sp_no missingParent "$p does not exist"
            if [ -z "${1:-}" ] && [ -L "$sp_name" ]; then sp_hold_end; else sp_hold; fi
            sp_attributes "$sp_at" $sp_flag
        }
        # sp_touch ACCESSED MODIFIED: empty to leave a time, "now", or @SECONDS.
        sp_touch() {
            sp_own; sp_enter "$p"
            if [ ! -e "$sp_name" ]; then
                [ ! -L "$sp_name" ] || sp_enter_end
                set -C; true >"$sp_name"; sp_rc=$?; set +C
                [ "$sp_rc" = 0 ] || sp_no other "$p could not be made"
            fi
            sp_time -a "$1"; sp_time -m "$2"
        }
        sp_time() {
            case $2 in
            '') return ;;
            now) touch -h -c "$1" -- "$sp_name" ;;
            *) touch -h -c "$1" -d "$2" -- "$sp_name" 2>/dev/null || touch -h -c "$1" -d "${2%.*}" -- "$sp_name" ;;
            esac || sp_no other "the times of $p could not be set"
        }

        """#
}
