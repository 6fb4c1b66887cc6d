import ModuleKit
import Values

/// The key pair that `generate_ssh_key` asks for.
struct UserKey {
    let user: UserModule
    let host: UserHost

    var changes: [Change] {
        guard user.generateSshKey, host.key == nil || user.force else { return [] }
        return [
            Change(
                "generate an SSH key", diff: .prepared("generate an SSH key\n"), steps: [.run(generation)],
                touches: [.path(user.keyFile(home: host.account?.home ?? user.home?.text ?? "~\(user.name)"))],
                expects: [user.keyQueries.secret: .unknown, user.keyQueries.open: .unknown])
        ]
    }

    private var generation: Command {
        let file = user.sshKeyFile?.text ?? ".ssh/id_rsa"
        let bits = user.sshKeyBits.map { ["-b", String($0)] } ?? []
        let words = ["/bin/sh", "-c", Self.asUser, "sh", user.name, file, user.sshKeyComment ?? "", Self.asOwner]
        let passphrase =
            user.sshKeyPassphrase.map { [EnvironmentVariable("SWIFTPLAY_KEY_PASSPHRASE", $0.reveal())] } ?? []
        return Command(.arguments(words + ["ssh-keygen", "-q", "-t", user.sshKeyType] + bits), environment: passphrase)
    }

    /// Works as the user, so that no link in the user's home can lead root elsewhere.
    ///
    /// `$1` user, `$2` file, `$3` comment, `$4` the script to run as the user, then the call of ssh-keygen.
    private static let asUser = """
        set -e
        user=$1 file=$2 comment=$3 script=$4; shift 4
        home=$(getent passwd "$user" 2>/dev/null || grep "^$user:" /etc/passwd)
        home=${home%:*}; home=${home##*:}
        case $file in /*) ;; *) file=$home/$file ;; esac
        [ -n "$comment" ] || comment="ansible-generated on $(uname -n)"
        if [ "$(id -un)" = "$user" ]; then exec /bin/sh -c "$script" sh "$file" "$comment" "$@"; fi
        # A log-in by su would leave a manager of the user's services behind, and the user could not be removed.
        if setpriv --help 2>/dev/null | grep -q -e --init-groups; then
            HOME=$home exec setpriv --reuid "$(id -u "$user")" --regid "$(id -g "$user")" --init-groups \\
                /bin/sh -c "$script" sh "$file" "$comment" "$@"
        fi
        exec su -s /bin/sh -c "$script" -- "$user" sh "$file" "$comment" "$@"
        """

    /// ssh-keygen takes a passphrase from an argument, which all users could read, or from a program that it
    /// asks: a script that tells a variable of the environment.
    private static let asOwner = """
        set -e
        umask 077
        file=$1 comment=$2; shift 2
        mkdir -p "${file%/*}"
        rm -f "$file" "$file.pub"
        if [ -z "${SWIFTPLAY_KEY_PASSPHRASE:-}" ]; then exec "$@" -N '' -C "$comment" -f "$file"; fi
        asker=$(mktemp -d)
        trap 'rm -rf "$asker"' EXIT
        printf '#!/bin/sh\\nprintf %%s\\\\\\\\n "$SWIFTPLAY_KEY_PASSPHRASE"\\n' >"$asker/ask"
        chmod 700 "$asker/ask"
        DISPLAY=:0 SSH_ASKPASS="$asker/ask" SSH_ASKPASS_REQUIRE=force "$@" -C "$comment" -f "$file" </dev/null
        """
}
