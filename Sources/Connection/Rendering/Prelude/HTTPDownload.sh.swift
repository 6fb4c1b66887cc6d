extension Prelude {
    /// A download stored where it belongs, by `sp_put`.
    static let httpDownloadText = #"""
        # sp_download: stores the body if its status is accepted; sp_accepts is empty for 2xx.
        sp_download() {
            sp_stored=0 sp_kept= sp_size=0 sp_sha1= sp_md5= sp_end=0
            if [ -n "$sp_code" ]; then
                [ "$sp_named" = 0 ] || sp_name_by_response
                sp_size=$(($(wc -c <"$sp_w/b"))); sp_sum=sha1sum; sp_digest_of "$sp_w/b"; sp_sha1=$sp_d
                sp_sum=md5sum; sp_digest_of "$sp_w/b"; sp_md5=$sp_d
            fi
            if [ -z "$sp_code" ] || ! sp_accepted; then [ "$sp_code" = 304 ] || sp_end=98
            elif [ -f "$p" ] && [ "$sp_size" = "$(($(wc -c <"$p")))" ] && sp_same; then :
            else n=$sp_size; sp_put cat -- "$sp_w/b" 3>&-; sp_stored=1; fi
            printf '%s\0%s\0%s\0%s\0%s\0%s\0' "$p" "$sp_size" "$sp_sha1" "$sp_md5" "$sp_stored" "$sp_kept"
            sp_http_tell "$sp_body"
            exit "$sp_end"
        }
        # sp_bring: the body for a command that follows, in $SWIFTPLAY_DOWNLOAD; ends the frame if there is none.
        sp_bring() {
            exec 3>&-
            sp_accepts=
            if [ -z "$sp_code" ]; then printf '%s: %s' "$sp_url" "$sp_reason" >&2; exit 1; fi
            sp_accepted || { printf '%s answered with status %s' "$sp_url" "$sp_code" >&2; exit 1; }
            SWIFTPLAY_DOWNLOAD=$sp_w/b; export SWIFTPLAY_DOWNLOAD
        }
        sp_digest_of() { sp_d=; ! sp_has "$sp_sum" || sp_d=$("$sp_sum" <"$1"); sp_d=${sp_d%% *}; }
        sp_same() { [ -z "$d" ] && sp_sum=sha1sum && sp_digest_of "$p" && [ -n "$sp_d" ] && [ "$sp_d" = "$sp_sha1" ]; }
        sp_accepted() {
            # Not modified: there is no body to store, even where the status is a good one.
            [ "$sp_code" != 304 ] || return 1
            [ -n "$sp_accepts" ] || { case $sp_code in 2??) return 0 ;; *) return 1 ;; esac; }
            case " $sp_accepts " in *" $sp_code "*) return 0 ;; *) return 1 ;; esac
        }
        sp_name_by_response() {
            case $sp_disposition in
            *[Ff]ilename=\"*) sp_name=${sp_disposition#*[Ff]ilename=\"}; sp_name=${sp_name%%\"*} ;;
            *[Ff]ilename=*) sp_name=${sp_disposition#*[Ff]ilename=}; sp_name=${sp_name%%[;\ ]*} ;;
            *) sp_name=${sp_path%%\?*} ;;
            esac
            sp_name=${sp_name##*/}
            case $sp_name in ''|.|..) sp_no other 'the response gives no file name' ;; esac
            p=${p%/}/$sp_name
        }

        """#
}
