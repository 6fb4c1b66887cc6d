extension Prelude {
    /// Directories that are entered rather than named, so that nobody can put another in their place between a look and
    /// a change: what is changed then is `./NAME`.
    static let directoriesText = #"""
        # sp_enter PATH: makes the directory of PATH the working one; `sp_name` is its name in there. A link on the way is
        # followed if it is root's or ours, or if its owner also owns what it leads to.
        sp_enter() {
            sp_hops=40
            case $1 in */*) sp_dir=${1%/*}; sp_dir=${sp_dir:-/} ;; *) sp_dir=. ;; esac
            sp_name=./${1##*/}
            [ -d "$sp_dir" ] || sp_no missingParent "the directory $sp_dir does not exist"
            case $sp_dir in
            /*) sp_cd "$sp_dir" || sp_no permission "the directory $sp_dir may not be entered"
                [ "$PWD" = "$sp_dir" ] || { sp_cd /; sp_walk "$sp_dir"; } ;;
            *) sp_walk "$sp_dir" ;;
            esac
        }
        # sp_cd DIRECTORY: $PWD is then what the kernel says; some shells work it out before they go.
        sp_cd() { CDPATH= cd -P -- "$1" 2>/dev/null && { cd -P /proc/self/cwd 2>/dev/null || :; }; }
        sp_walk() {
            sp_rest=$1/
            while [ -n "$sp_rest" ]; do
                sp_part=./${sp_rest%%/*} sp_rest=${sp_rest#*/} sp_at=$PWD
                case $sp_part in ./ | ./.) continue ;; ./..) sp_cd ..; continue ;; esac
                if [ -L "$sp_part" ]; then sp_follow_link
                elif ! sp_cd "$sp_part"; then sp_no permission "the directory $sp_dir may not be entered"
                else [ "$PWD" = "${sp_at%/}/${sp_part#./}" ] || sp_astray "$sp_at/${sp_part#./}"; fi
            done
        }
        sp_follow_link() {
            sp_hops=$((sp_hops - 1))
            [ "$sp_hops" -gt 0 ] || sp_no other "too many links lead to $sp_dir"
            sp_read_link "$sp_part"
            if [ -n "$sp_says" ]; then
                case $sp_says in /*) sp_cd / ;; esac
                sp_rest=$sp_says/$sp_rest
            else
                sp_cd "$sp_part" || sp_no permission "the directory $sp_dir may not be entered"
                [ "$(stat -c %u .)" = "$sp_owner" ] || sp_astray "$sp_at/${sp_part#./}"
            fi
        }
        # sp_read_link NAME: `sp_says` is what a link of root's or ours in the working directory says, and nothing for one of
        # another, who is `sp_owner` then.
        sp_read_link() {
            sp_says=
            if sp_trust "$1"; then sp_says=$(readlink -- "$1")
            elif sp_mine "$sp_owner"; then sp_says=$(sp_read_pinned "$1")
            elif [ -n "$sp_owner" ]; then return 0; fi
            [ -n "$sp_says" ] || sp_astray "${PWD%/}/${1#./}"
        }
        # sp_read_pinned NAME: what a link says whose place is open to others. Between a look at its owner and one at its text
        # they could change it for their own, but not at a second name in a directory of ours.
        sp_read_pinned() (
            sp_pin=$(mktemp -d ./.swiftplay-XXXXXXXX) && sp_cd "$sp_pin" || exit
            [ "$(stat -c '%u %a' .)" = "$sp_me 700" ] || exit
            trap 'rm -f link; rmdir -- "../${sp_pin#./}"' EXIT
            trap 'exit 1' HUP INT PIPE TERM
            ln -P -- "../$1" link && sp_mine "$(stat -c %u link)" && readlink link
        )
        # sp_trust NAME: whether only root and we can put anything at this name of the working directory. `sp_owner` owns
        # what stands there.
        sp_trust() {
            set -- $(stat -c '%u %g %a' -- /proc/self/ . "$1")
            sp_me=${1:-} sp_owner=${7:-}
            sp_mine "${4:-}" && sp_mine "$sp_owner" || return
            [ $((0$6 & 01000)) = 0 ] || return 0
            [ $((0$6 & 02)) = 0 ] && { [ $((0$6 & 020)) = 0 ] || [ "$5" = 0 ]; }
        }
        sp_mine() { [ "$1" = 0 ] || [ "$1" = "$sp_me" ]; }
        sp_astray() {
            sp_no other "$1 is a link of another user to what is not that user's, or became one just now; it is not followed"
        }
        # sp_hold_end: as sp_hold, of what the link at `sp_name` leads to, which is followed by the same rule.
        sp_hold_end() {
            sp_follow_end
            [ -e "$sp_name" ] || sp_no missingParent "$sp_link leads nowhere"
            sp_hold
            [ -z "$sp_flag" ] || sp_astray "$sp_link"
            for sp_owner in $sp_linkers; do
                [ "$(stat -L -c %u -- "$sp_at")" = "$sp_owner" ] || sp_astray "$sp_link"
            done
        }
        # sp_enter_end: the directory in which the link at `sp_name` leads to what is not there yet.
        sp_enter_end() {
            sp_follow_end
            [ -z "$sp_linkers" ] || sp_astray "$sp_link"
        }
        # sp_follow_end: from link to link, until `sp_name` is none. `sp_linkers` are others, who own some of them.
        sp_follow_end() {
            sp_link=$p sp_linkers= sp_ends=40
            while [ -L "$sp_name" ]; do
                sp_ends=$((sp_ends - 1))
                [ "$sp_ends" -gt 0 ] || sp_no other "too many links lead on from $sp_link"
                sp_read_link "$sp_name"
                [ -n "$sp_says" ] || { sp_linkers="$sp_linkers $sp_owner"; sp_says=$(readlink -- "$sp_name"); }
                case $sp_says in
                '') sp_astray "$sp_link" ;;
                /*) p=$sp_says ;;
                *) p=${PWD%/}/$sp_says ;;
                esac
                sp_enter "$p"
            done
        }
        # sp_hold: `sp_at` names the very thing that stands at `sp_name`, whatever is put there from now on; `sp_flag` is -h
        # for a link, which is never followed.
        sp_hold() {
            sp_at=$sp_name sp_flag=-h
            [ ! -L "$sp_name" ] || return 0
            sp_flag=
            if [ -d "$sp_name" ]; then sp_hold_directory
            elif [ -f "$sp_name" ]; then sp_hold_file
            else sp_hold_by_name; fi
        }
        sp_hold_directory() {
            sp_up=$PWD
            sp_cd "$sp_name" || { sp_hold_by_name; return; }
            case $sp_name in ./ | ./. | ./..) ;; *) [ "$PWD" = "${sp_up%/}/${sp_name#./}" ] || sp_astray "$p" ;; esac
            sp_at=.
        }
        sp_hold_file() {
            { command exec 6<"$sp_name"; } 2>/dev/null && [ -e /proc/self/fd/6 ] || { sp_hold_by_name; return; }
            sp_check_held
            sp_at=/proc/self/fd/6
        }
        # What was opened on 6 stands here by itself and was not reached by a link.
        sp_check_held() {
            if [ -n "$sp_gnu" ]; then set -- $(stat -c %d:%i -- "$sp_name" - <&6)
            else set -- $(stat -c %d:%i -- "$sp_name") $(stat -L -c %d:%i -- /proc/self/fd/6); fi
            [ $# = 2 ] && [ "$1" = "$2" ] || sp_astray "$p"
        }
        # What cannot be opened, such as a device: only where nobody else can put anything in its place.
        sp_hold_by_name() { sp_at=$sp_name; sp_trust "$sp_name" || sp_astray "$p"; }

        """#
}
