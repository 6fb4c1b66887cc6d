import ModuleKit
import Values

/// Dumps.
extension PostgresqlDb {
    var transfer: Change {
        var command = Command(.arguments(["/bin/sh", "-c", Self.script, "sh", packer, target] + program))
        command.environment = client.environment
        return Change(
            state == .dump ? "dump \(name) to \(target)" : "restore \(name) from \(target)", steps: [.run(command)],
            touches: touches)
    }

    /// The first word packs, the second is the file; for a restore the file is read.
    private static let script = #"""
        packer=$1 file=$2; shift 2
        case $1:$packer in
        pg_dump:) exec "$@" -f "$file" ;;
        pg_dump:*) { { "$@" || echo $? >&3; } | "$packer" >"$file"; } 3>&1 | { read -r code && exit "$code"; exit 0; } ;;
        *:) exec "$@" "$file" ;;
        psql:*) "$packer" -dc <"$file" | "${@%-f}" ;;
        *) "$packer" -dc <"$file" | "$@" ;;
        esac
        """#

    private var packer: String {
        let packers = [".gz": "gzip", ".bz2": "bzip2", ".xz": "xz"]
        return packers.first { target.hasSuffix($0.key) }?.value ?? ""
    }

    private var format: String? {
        let formats = [".tar": "t", ".pgc": "c", ".dir": "d"]
        return formats.first { target.hasSuffix($0.key) }?.value
    }

    var program: [String] {
        let extra = Shlex(targetOpts).texts
        if state == .dump {
            let own = format.map { ["-F", $0] } ?? []
            return ["pg_dump", "-w", "--dbname", name] + own + Shlex(dumpExtraArgs ?? "").texts + extra
        }
        if let format { return ["pg_restore", "-w", "--dbname", name, "-F", format] + extra }
        let words = ["psql", "-X", "-w", "-q", "-v", "ON_ERROR_STOP=1", "--dbname", name]
        return words + extra + (packer.isEmpty ? ["-f"] : [])
    }
}
