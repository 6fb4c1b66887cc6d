extension Prelude {
    /// What the service manager knows of units. The first record names the manager.
    static let servicesText = #"""
        # sp_services SCOPE UNIT…
        sp_services() {
            sp_scope=$1; shift
            if [ -d /run/systemd/system ]; then sp_systemd "$@"
            elif sp_has openrc; then printf 'openrc\0'; for sp_n; do sp_init_script "$sp_n" /etc/runlevels/*/"$sp_n"; done
            elif [ -d /etc/init.d ]; then
                printf 'sysvinit\0'
                for sp_n; do sp_init_script "$sp_n" /etc/rc[2345].d/S??"$sp_n"; done
            else printf 'unknown\0'; fi
        }
        sp_systemd() {
            printf 'systemd\0'
            case $sp_scope in
            system)
                if sp_all=$(systemctl show --no-pager -- "$@" 2>/dev/null); then
                    case $sp_all in *UnitFileState=indirect*) ;; *) printf '%s\0' "$sp_all"; return ;; esac
                fi ;;
            user)
                XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}; export XDG_RUNTIME_DIR
                sp_all=$(systemctl --user show --no-pager -- "$@") && { printf '%s\0' "$sp_all"; return; }
                [ $# -gt 1 ] || sp_no connection 'the service manager of the user does not answer' ;;
            global)
                for sp_n; do
                    printf 'Id=%s\nUnitFileState=%s\n\0' "$sp_n" "$(systemctl --global is-enabled -- "$sp_n" 2>/dev/null)"
                done
                return ;;
            esac
            # One of the names was not to its liking: it then says nothing of those that follow.
            for sp_n; do sp_unit "$sp_n"; done
        }
        # sp_unit NAME: what only enables others (`Also=`) counts as enabled once they are, which its links tell.
        sp_unit() {
            case $1 in *@|*@.*) sp_template "$1"; return ;; esac
            sp_all=$(systemctl --"$sp_scope" show --no-pager -- "$1" 2>/dev/null)
            case $sp_all in
            *UnitFileState=indirect*)
                [ "$(systemctl --"$sp_scope" is-enabled -l -- "$1" 2>/dev/null | wc -l)" -lt 2 ] ||
                    sp_all=$(printf '%s\n' "$sp_all" | sed 's/^UnitFileState=indirect$/UnitFileState=enabled/') ;;
            esac
            printf '%s\0' "$sp_all"
        }
        # sp_template NAME@: it runs only as one of its instances, so its file is all there is to know.
        sp_template() {
            sp_load=not-found
            ! systemctl --"$sp_scope" cat -- "$1" >/dev/null 2>&1 || sp_load=loaded
            printf 'Id=%s\nLoadState=%s\nActiveState=inactive\nUnitFileState=%s\n\0' \
                "$1" "$sp_load" "$(systemctl --"$sp_scope" is-enabled -- "$1" 2>/dev/null)"
        }
        # sp_init_script NAME START-LINKS: an init script in the words of systemd.
        sp_init_script() {
            sp_script=/etc/init.d/$1; sp_load=not-found sp_active=inactive sp_enabled=disabled
            if [ -x "$sp_script" ]; then
                sp_load=loaded
                grep -q status "$sp_script" || sp_active=unknown
                ! "$sp_script" status >/dev/null 2>&1 </dev/null || sp_active=active
                [ ! -e "$2" ] || sp_enabled=enabled
            fi
            printf 'Id=%s\nLoadState=%s\nActiveState=%s\nUnitFileState=%s\n\0' "$1" "$sp_load" "$sp_active" "$sp_enabled"
        }

        """#
}
