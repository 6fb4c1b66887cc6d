extension Prelude {
    /// Bodies of answers: whole, or the answer counts as none; see RFC 9112, sections 6 and 7.
    static let httpBodyText = #"""
        # sp_divide: an answer in one piece into head and body. The builtin reads a file no further than the line.
        sp_divide() {
            {
                while IFS= read -r sp_l; do
                    printf '%s\n' "$sp_l"
                    case $sp_l in ''|"$sp_cr") break ;; esac
                done >"$sp_w/h"
                cat >"$sp_w/b"
            } <"$sp_w/r"
        }
        # sp_whole: whether all of the body came that the head promises. Of chunks, what they hold stays.
        sp_whole() {
            case $sp_method:$sp_code in HEAD:*|*:204|*:304) : >"$sp_w/b"; return 0 ;; esac
            if [ "$sp_code" = 206 ] && ! grep -q -i '^range:' "$sp_w/hdr"; then
                sp_reason='the server sent a part, and nobody asked for one'; return 1
            fi
            case $sp_raw:$sp_transfer in
            0:?*) return 0 ;;
            1:[Cc][Hh][Uu][Nn][Kk][Ee][Dd]) sp_from_chunks; return ;;
            1:?*) sp_reason="the server sent a body coded as $sp_transfer"; return 1 ;;
            esac
            case $sp_length in
            '') return 0 ;;
            *[!0-9]*|????????????????*) sp_reason="the server told no length that can be read: $sp_length"; return 1 ;;
            esac
            sp_size=$(($(wc -c <"$sp_w/b")))
            [ "$sp_size" -ge "$sp_length" ] ||
                { sp_reason="the connection was closed after $sp_size of $sp_length bytes"; return 1; }
            [ "$sp_size" = "$sp_length" ] || { head -c "$sp_length" <"$sp_w/b" >"$sp_w/z" && mv -f "$sp_w/z" "$sp_w/b"; }
        }
        sp_from_chunks() {
            sp_unchunked <"$sp_w/b" >"$sp_w/z" ||
                { sp_reason='the connection was closed before the last of the chunks was whole'; return 1; }
            mv -f "$sp_w/z" "$sp_w/b"
        }
        sp_unchunked() {
            while IFS= read -r sp_l; do
                sp_l=${sp_l%"$sp_cr"}; sp_l=${sp_l%%[; ]*}
                case $sp_l in ''|*[!0-9a-fA-F]*|????????????????*) return 1 ;; esac
                sp_n=$((0x$sp_l))
                [ "$sp_n" -gt 0 ] || { sp_trailer; return; }
                head -c "$sp_n" || return
                IFS= read -r sp_l && [ -z "${sp_l%"$sp_cr"}" ] || return 1
            done
            return 1
        }
        sp_trailer() { while IFS= read -r sp_l; do [ -n "${sp_l%"$sp_cr"}" ] || return 0; done; return 1; }
        sp_gunzipped() {
            [ "$sp_gunzip" = 1 ] && [ -s "$sp_w/b" ] || return 0
            case $sp_coding in [Gg][Zz][Ii][Pp]|[Xx]-[Gg][Zz][Ii][Pp]) ;; *) return 0 ;; esac
            sp_has gzip || sp_lacks 'gzip for a body that comes compressed'
            gzip -dc <"$sp_w/b" >"$sp_w/z" 2>"$sp_w/e" ||
                { sp_reason="the compressed body cannot be unpacked: $(cat "$sp_w/e")"; return 1; }
            mv -f "$sp_w/z" "$sp_w/b"
        }

        """#
}
