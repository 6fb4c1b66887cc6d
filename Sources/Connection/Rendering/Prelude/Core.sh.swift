extension Prelude {
    /// Markers of frames, failures in words, and what every other piece builds on.
    static let coreText = #"""
        sp_b() { printf '\n<%s\n' "$1"; printf '\n<%s\n' "$1" >&2; }
        sp_e() { printf '\n>%s %s\n' "$1" "$2"; printf '\n>%s \n' "$1" >&2; }
        sp_go() { printf '\n!%s\n' "$sp_m"; }
        sp_group() { read -r sp_1 sp_2 sp_3 sp_4 sp_5 sp_6 </proc/$$/stat && printf '%s' "$sp_5"; }
        # Our own functions speak one language and find the tools of the administrator.
        sp_own() { LC_ALL=C; LANGUAGE=C; PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export LC_ALL LANGUAGE PATH; }
        sp_has() { command -v "$1" >/dev/null 2>&1; }
        # sp_no KIND MESSAGE: ends the frame; the controller knows the mark, programs cannot guess it.
        sp_no() { printf '\n#%s%s\n%s' "$sp_m" "$1" "$2"; exit 99; }
        sp_newline='
        '
        # What a frame has made for itself goes with it; the environment must have no say in that.
        sp_t= sp_w=
        sp_tidy() { [ -z "$sp_t" ] || rm -f -- "$sp_t"; [ -z "$sp_w" ] || rm -rf -- "$sp_w"; }
        # Also when contact is lost: a shell that a signal ends, as writing to nobody does, takes no EXIT trap.
        sp_tidy_at_end() { trap sp_tidy EXIT; trap 'exit 1' HUP INT PIPE TERM; }
        sp_need() { sp_has "$1" || sp_no missingTool "needs $1, which is not found in PATH $PATH"; }
        # sp_exec WORD...: exec, which first says in the words of execve(2) why a program cannot be run.
        sp_exec() {
            sp_f=
            case $1 in
            */*) sp_f=$1 ;;
            *) sp_ifs=$IFS; IFS=:
                for sp_d in $PATH; do [ -f "$sp_d/$1" ] && [ -x "$sp_d/$1" ] && sp_f=$sp_d/$1 && break; done
                IFS=$sp_ifs ;;
            esac
            [ -e "$sp_f" ] || sp_no missingTool "No such file or directory: $1"
            { [ -x "$sp_f" ] && [ ! -d "$sp_f" ]; } || sp_no permission "Permission denied: $1"
            exec "$@"
        }
        # sp_kind NAME: what stands there, in words.
        sp_kind() {
            if [ -d "$1" ]; then printf 'a directory'
            elif [ -p "$1" ]; then printf 'a FIFO'
            elif [ -S "$1" ]; then printf 'a socket'
            elif [ -b "$1" ] || [ -c "$1" ]; then printf 'a device'
            else printf 'no regular file'; fi
        }
        # sp_only_file PATH: ends the frame if something stands there that is no file, and may never end when it is read.
        sp_only_file() { [ ! -e "$1" ] || [ -f "$1" ] || sp_no other "$1 is $(sp_kind "$1"), but must be a regular file"; }
        # sp_receive COUNT: raw bytes from the shell's own input to the standard output. When the output fails, the
        # rest is still taken, since otherwise the shell would run it as commands.
        sp_receive() {
            sp_rest=$1
            [ "$sp_rest" -lt 262144 ] || sp_receive_blocks || return
            [ "$sp_rest" = 0 ] || head -c "$sp_rest" | { cat || { cat >/dev/null; exit 1; }; }
        }
        # sp_receive_whole COUNT FILE: as sp_receive, into a file. Where contact is lost on the way, the input just ends.
        sp_receive_whole() { sp_receive "$1" >"$2" && [ "$(wc -c <"$2")" -eq "$1" ]; }
        # Blocks of 64 KiB by dd, which tells how many it has taken; head and cat hand on far smaller pieces. A dd that
        # cannot fill its blocks says so and takes nothing.
        sp_receive_blocks() {
            { sp_report=$(trap '' PIPE; LC_ALL=C dd iflag=fullblock bs=65536 count=$((sp_rest / 65536)) 2>&1 >&4 4>&-)
                sp_rc=$?; } 4>&1
            case $sp_report in
            *' records in'*) sp_taken=${sp_report%%+*}; sp_rest=$((sp_rest - ${sp_taken##*[!0-9]} * 65536)) ;;
            # Ended by a signal, and nobody knows how much it has taken.
            *) [ "$sp_rc" -le 128 ] || kill -KILL $$; return 0 ;;
            esac
            [ "$sp_rc" = 0 ] || { head -c "$sp_rest" >/dev/null; return 1; }
        }

        """#
}
