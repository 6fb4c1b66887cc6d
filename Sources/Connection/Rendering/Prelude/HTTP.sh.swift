extension Prelude {
    /// HTTP from the host, with what it has: curl, wget, or a bare connection of perl, bash or nc.
    ///
    /// A frame sets `sp_url`, `sp_method`, `sp_redirects` (all, safe, none), `sp_anywhere` (whether redirects may lead
    /// from https to http, and from elsewhere to this machine and its neighbours), `sp_timeout`, and for curl and wget
    /// `sp_verify`, `sp_ca`, `sp_cert`, `sp_key`, `sp_unix`, `sp_proxy`, `sp_netrc`, `sp_gunzip`; and fills in `$sp_w`
    /// the files `all` (headers), `first` (headers for the first server only), `auth`, `body`. Nothing secret stands
    /// in an argument list.
    static let httpText = httpAnswerText + httpRedirectText + httpFetcherText + httpBodyText + httpDownloadText

    private static let httpAnswerText = #"""
        sp_cr=$(printf '\r')
        # sp_room_for_files: $sp_w, a directory of our own, gone with the frame.
        sp_room_for_files() {
            for sp_d in "${TMPDIR:-/tmp}" /tmp /var/tmp /dev/shm "${HOME:-/}"; do
                sp_w=${sp_d%/}/.swiftplay-$x
                ( umask 077; mkdir -- "$sp_w" ) 2>/dev/null && { sp_tidy_at_end; return; }
            done
            sp_w=
            sp_no other 'no directory takes temporary files'
        }
        # sp_http: the answer after redirects: its head in $sp_w/h, its body in $sp_w/b, its code in sp_code. If none comes,
        # or not all of it, sp_code is empty and sp_reason says why.
        sp_http() {
            sp_hops=0 sp_asked= sp_code= sp_reason= sp_peers=
            cat "$sp_w/all" "$sp_w/first" >"$sp_w/hdr"
            [ "$sp_force" = 0 ] || cat "$sp_w/auth" >>"$sp_w/hdr"
            while :; do
                sp_split || { sp_reason="not a URL of http or https: $sp_url"; return; }
                : >"$sp_w/h"; : >"$sp_w/b"; sp_raw=0 sp_code=
                sp_hop 2>"$sp_w/e" || { sp_reason=${sp_reason:-$(cat "$sp_w/e")}; sp_code=; return; }
                sp_head
                [ -n "$sp_code" ] || { sp_reason='the server closed the connection without an answer'; return; }
                sp_whole || { sp_code=; return; }
                if [ "$sp_code" = 401 ] && [ -z "$sp_asked" ] && [ "$sp_force" = 0 ] && [ -s "$sp_w/auth" ]; then
                    sp_asked=1; cat "$sp_w/auth" >>"$sp_w/hdr"; continue
                fi
                sp_onward || break
            done
            sp_gunzipped || sp_code=
        }
        sp_split() {
            case $sp_url in http://*|https://*) ;; *) return 1 ;; esac
            case $sp_url in *[\"\\[:cntrl:]\ ]*) return 1 ;; esac
            sp_scheme=${sp_url%%://*}; sp_rest=${sp_url#*://}
            sp_hostport=${sp_rest%%[/?#]*}; sp_path=${sp_rest#"$sp_hostport"}; sp_path=${sp_path%%#*}
            case $sp_path in /*) ;; *) sp_path=/$sp_path ;; esac
            case $sp_hostport in
            \[*\]:*) sp_host=${sp_hostport%]:*}; sp_host=${sp_host#\[}; sp_port=${sp_hostport##*]:} ;;
            \[*\]) sp_host=${sp_hostport#\[}; sp_host=${sp_host%]}; sp_port= ;;
            *:*) sp_host=${sp_hostport%:*}; sp_port=${sp_hostport##*:} ;;
            *) sp_host=$sp_hostport; sp_port= ;;
            esac
            [ -n "$sp_port" ] || { sp_port=80; [ "$sp_scheme" = http ] || sp_port=443; }
            case $sp_port in *[!0-9]*) return 1 ;; esac
            # A user before the host is taken out of the URL of a task; in a redirect it hides the host.
            case $sp_host in ''|-*|*@*) return 1 ;; esac
        }
        sp_head() {
            while IFS= read -r sp_l || [ -n "$sp_l" ]; do
                sp_l=${sp_l%"$sp_cr"}; sp_v=${sp_l#*:}
                while :; do case $sp_v in ' '*) sp_v=${sp_v# } ;; *) break ;; esac; done
                case $sp_l in
                HTTP/*)
                    sp_code=${sp_l#* }; sp_code=${sp_code%% *}
                    sp_location= sp_coding= sp_disposition= sp_length= sp_transfer= ;;
                [Ll][Oo][Cc][Aa][Tt][Ii][Oo][Nn]:*) sp_location=$sp_v ;;
                [Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Ll][Ee][Nn][Gg][Tt][Hh]:*)
                    case $sp_length in ''|"$sp_v") sp_length=$sp_v ;; *) sp_length=$sp_length,$sp_v ;; esac ;;
                [Tt][Rr][Aa][Nn][Ss][Ff][Ee][Rr]-[Ee][Nn][Cc][Oo][Dd][Ii][Nn][Gg]:*) sp_transfer=$sp_transfer$sp_v ;;
                [Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Ee][Nn][Cc][Oo][Dd][Ii][Nn][Gg]:*) sp_coding=$sp_v ;;
                [Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Dd][Ii][Ss][Pp][Oo][Ss][Ii][Tt][Ii][Oo][Nn]:*) sp_disposition=$sp_v ;;
                esac
            done <"$sp_w/h"
        }
        # The answer as records: URL and reason; head; and last the body.
        sp_http_tell() {
            printf '%s\0%s\0' "$sp_url" "$sp_reason"
            cat "$sp_w/h"; printf '\0'
            [ "$1" = 0 ] || cat "$sp_w/b"
        }

        """#
}
