/// The shell text that speaks HTTP to an engine by what the host has: curl, socat or nc.
///
/// Its words are the address, the version, the patience in seconds, whether TLS is spoken (0, 1, or 2 to verify), and the files
/// and the name for it; behind them stand those of the text that calls.
enum DockerScript {
    /// `speak METHOD PATH LENGTH` sends standard input and prints the answer with its head; `call` does the same, and ends
    /// with 22 where the engine refuses.
    static let functions = #"""
        host=${1:-${DOCKER_HOST:-unix:///var/run/docker.sock}} version=$2 patience=$3 tls=$4 ca=$5 cert=$6 key=$7 name=$8
        shift 8; type=application/json send='--data-binary @-'
        case $host in
        unix://*) socket=${host#unix://} base=http://docker ;;
        *) socket= rest=${host#*://}; rest=${rest%/}; base=http://$rest ;;
        esac
        if [ -n "$socket" ] && [ ! -S "$socket" ]; then
            echo "no container engine listens at $socket" >&2; exit 7
        elif [ -n "$socket" ] && [ ! -w "$socket" ]; then
            echo "permission denied to the container engine at $socket" >&2; exit 7
        fi
        by_curl() {
            set -- -q -sS -i -N -X "$1" -H "Content-Type:$type" -H Expect: $send "$2"
            set -- --connect-timeout "$patience" --speed-limit 1 --speed-time "$patience" "$@"
            [ -z "$socket" ] || set -- --unix-socket "$socket" "$@"
            case $tls in
            0) ;;
            *) [ "$tls" = 2 ] || set -- -k "$@"
               [ -z "$ca" ] || set -- --cacert "$ca" "$@"
               [ -z "$cert" ] || set -- --cert "$cert" "$@"
               [ -z "$key" ] || set -- --key "$key" "$@"
               [ -z "$name" ] || set -- --connect-to "$name::${rest%:*}:" "$@" ;;
            esac
            [ -n "$DOCKER_AUTH" ] || { curl "$@"; return; }
            curl -K /dev/fd/3 "$@" 3<<END
        header = "X-Registry-Auth: $DOCKER_AUTH"
        END
        }
        ask() {
            printf '%s %s HTTP/1.0\r\nHost: docker\r\nContent-Type: %s\r\nContent-Length: %s\r\n' "$1" "$2" "$type" "$3"
            [ -z "$DOCKER_AUTH" ] || printf 'X-Registry-Auth: %s\r\n' "$DOCKER_AUTH"
            printf '\r\n'; cat
        }
        speak() {
            if command -v curl >/dev/null 2>&1; then
                case $tls in 0) ;; *) base=https://$rest; [ -z "$name" ] || base=https://$name:${rest##*:} ;; esac
                by_curl "$1" "$base$version$2"
            elif [ -z "$socket" ]; then echo 'the host has no curl, which an engine behind the net needs' >&2; return 7
            elif command -v socat >/dev/null 2>&1; then
                ask "$1" "$version$2" "$3" | socat -t "$patience" - "UNIX-CONNECT:$socket"
            elif command -v nc >/dev/null 2>&1; then ask "$1" "$version$2" "$3" | nc -w "$patience" -U "$socket"
            else echo 'the host has neither curl, socat nor nc' >&2; return 7
            fi
        }
        call() {
            speak "$@" | {
                IFS= read -r line; printf '%s\n' "$line"; cat
                case $line in HTTP/*' '[23]??*) ;; *) exit 22 ;; esac
            }
        }
        """#

    /// The path and the id behind the length are those of an image for which nothing is done.
    static let once =
        functions + "\n" + #"""
            if [ -n "$4" ]; then
                case $(speak GET "$4" 0 </dev/null) in
                *"\"Id\":\"$5\""*) printf 'HTTP/1.1 299 Unneeded\r\n\r\n'; exit 0 ;;
                esac
            fi
            call "$@"
            """#

    /// Waits until a container is well; one without a test is. Its words are the path and the seconds.
    static let health =
        functions + "\n" + #"""
            waited=0
            while :; do
                said=$(speak GET "$1" 0 </dev/null)
                case $said in
                *'"Health":{"Status":"healthy"'*) exit 0 ;;
                *'"Health":{"Status":"starting"'*|*'"Health":{"Status":"unhealthy"'*) ;;
                HTTP/*' 200'*) exit 0 ;;
                *) printf '%s\n' "$said"; exit 22 ;;
                esac
                if [ "$2" != 0 ] && [ "$waited" -ge "$2" ]; then
                    echo "the container is not well after $2 seconds" >&2; exit 3
                fi
                sleep 1; waited=$((waited + 1))
            done
            """#

    /// What an engine reports while it works: an error may come in the middle of it.
    static let stream =
        functions + "\n" + #"""
            said=$(speak "$@")
            \#(judged)
            """#

    /// Prints what was said, and ends with 22 where it tells of an error.
    private static let judged = #"""
        printf '%s\n' "$said"
            case $said in
            *'"error":'*|*'"errorDetail":'*) exit 22 ;;
            HTTP/*' '[23]??*) ;;
            *) exit 22 ;;
            esac
        """#

    /// Runs a program in a container. Its words are the container, the length of the description, how it is started, and
    /// whether it reads what follows behind the description's line. Prints its id in a line, then what the start was answered;
    /// the exit code is in the last line of the errors.
    static let exec =
        functions + "\n" + #"""
            IFS= read -r body
            said=$(printf '%s' "$body" | speak POST "/containers/$1/exec" "$2")
            case $said in HTTP/*' 201'*) ;; *) printf '%s\n' "$said"; exit 22 ;; esac
            id=${said##*\"Id\":\"}; id=${id%%\"*}; printf '%s\n' "$id"
            if [ "$4" = 0 ]; then printf '%s' "$3" | speak POST "/exec/$id/start" "${#3}" || exit
            else
                [ -n "$socket" ] || { echo 'only an engine at a socket takes input' >&2; exit 7; }
                if command -v socat >/dev/null 2>&1; then set -- "$3" socat -t 86400 - "UNIX-CONNECT:$socket"
                elif command -v nc >/dev/null 2>&1; then set -- "$3" nc -N -U "$socket"
                else echo 'input needs socat or nc on the host' >&2; exit 7
                fi
                start=$1; shift
                { printf 'POST %s HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\n' "$version/exec/$id/start"
                  printf 'Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: %s\r\n\r\n%s' "${#start}" "$start"; cat
                } | "$@" || exit
            fi
            told=$(speak GET "/exec/$id/json" 0 </dev/null)
            code=${told##*\"ExitCode\":}; code=${code%%[!0-9-]*}
            echo "exit code ${code:-0}" >&2
            """#

    /// Loads images from the file that is the first word.
    static let load =
        functions + "\n" + #"""
            [ -r "$1" ] || { echo "cannot read $1" >&2; exit 3; }
            type=application/x-tar send='-T -'
            said=$(speak POST /images/load "$(wc -c <"$1" | tr -d ' ')" <"$1")
            \#(judged)
            """#

    /// Sends the directory that is the first word, to build by the path that is the second.
    static let build =
        functions + "\n" + #"""
            [ -d "$1" ] || { echo "there is no directory $1" >&2; exit 3; }
            command -v curl >/dev/null 2>&1 || { echo 'a build needs curl on the host' >&2; exit 3; }
            type=application/x-tar send='-T -'
            said=$(tar -C "$1" -cf - . | speak POST "$2" 0)
            \#(judged)
            """#

    /// Writes what is at the path that is the second word to the file that is the first.
    static let save =
        functions + "\n" + #"""
            speak GET "$2" 0 </dev/null | {
                IFS= read -r line
                case $line in HTTP/*' 200'*) ;; *) printf '%s\n' "$line"; cat; exit 22 ;; esac
                end=$(printf '\r'); while IFS= read -r line && [ "$line" != "$end" ]; do :; done
                cat >"$1.new" && mv -f "$1.new" "$1"
            }
            """#
}
