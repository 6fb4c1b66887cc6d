import Values

/// `system`, `kernel`, `machine`, `architecture` and their kin.
enum KernelFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let machine = sheet["machine"] ?? ""
        let isOldIntel = machine.count == 4 && machine.hasPrefix("i") && machine.hasSuffix("86")
        let architecture = isOldIntel ? "i386" : machine
        let bits = sheet["bits"] ?? (machine.hasSuffix("64") ? "64" : "32")
        return [
            "system": .string(sheet["ostype"] ?? "Linux"), "kernel": .string(sheet["osrelease"] ?? ""),
            "kernel_version": .string(sheet["version"] ?? ""), "machine": .string(machine),
            "architecture": .string(architecture), "userspace_bits": .string(bits),
            "userspace_architecture": .string(bits == "32" && machine == "x86_64" ? "i386" : architecture),
        ]
    }
}

/// `hostname`, `fqdn` and their kin, as Python's `getfqdn` finds them.
enum HostnameFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let node = sheet["hostname"] ?? ""
        let names = sheet.lines("names").first?.split(separator: " ").dropFirst().map(String.init) ?? []
        let full = names.first { $0.contains(".") } ?? names.first ?? node
        let domain = full.split(separator: ".", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        return [
            "nodename": .string(node), "hostname": .string(String(node.prefix { $0 != "." })),
            "fqdn": .string(full), "domain": .string(domain),
            "machine_id": sheet["machine-id"].map { .string($0) } ?? .null,
        ]
    }
}

/// `user_*`, `real_*` and `effective_*`.
enum UserFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let fields = account(sheet).split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let name = sheet["user"] ?? fields.first ?? ""
        var facts: Mapping = [
            "user_id": .string(name), "effective_user_id": number(sheet["effective-user"]),
            "effective_group_id": number(sheet["effective-group"]), "real_user_id": number(sheet["real-user"]),
            "real_group_id": number(sheet["real-group"]),
        ]
        guard fields.count >= 7 else { return facts }
        facts.merge([
            "user_uid": number(fields[2]), "user_gid": number(fields[3]), "user_gecos": .string(fields[4]),
            "user_dir": .string(fields[5]), "user_shell": .string(fields[6]),
        ])
        return facts
    }

    /// A line of passwd(5).
    private static func account(_ sheet: FactSheet) -> String {
        if let account = sheet["account"] { return account }
        guard let user = sheet["user"] else { return "" }
        return sheet.lines("accounts").first { $0.hasPrefix(user + ":") }.map(String.init) ?? ""
    }

    private static func number(_ text: String?) -> Value { text.flatMap { Int($0) }.map { .int($0) } ?? .null }
}

/// `env`.
enum EnvironmentFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let pairs = sheet.lines("environment").compactMap { line -> (String, Value)? in
            guard let equals = line.firstIndex(of: "=") else { return nil }
            let value = line[line.index(after: equals)...].replacing("\u{1}", with: "\n")
            return (String(line[..<equals]), .string(String(value)))
        }
        return ["env": .map(Mapping(pairs))]
    }
}

/// `memory_mb` and its parts, in MiB.
enum MemoryFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        var amounts: [String: Int] = [:]
        for line in sheet.lines("meminfo") {
            let words = line.split(separator: " ")
            guard words.count >= 2, let kilobytes = Int(words[1]) else { continue }
            amounts[String(words[0].dropLast())] = kilobytes / 1024
        }
        let amount = { (name: String) in amounts[name] ?? 0 }
        let (total, free) = (amount("MemTotal"), amount("MemFree"))
        let unused = free + amount("Cached") + amount("Buffers")
        let (swap, freeSwap) = (amount("SwapTotal"), amount("SwapFree"))
        return [
            "memtotal_mb": .int(total), "memfree_mb": .int(free), "swaptotal_mb": .int(swap),
            "swapfree_mb": .int(freeSwap),
            "memory_mb": [
                "real": ["total": .int(total), "used": .int(total - free), "free": .int(free)],
                "nocache": ["free": .int(unused), "used": .int(total - unused)],
                "swap": [
                    "total": .int(swap), "free": .int(freeSwap), "used": .int(swap - freeSwap),
                    "cached": .int(amount("SwapCached")),
                ],
            ],
        ]
    }
}

/// `uptime_seconds`.
enum UptimeFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let seconds = (sheet["uptime"] ?? "").split(separator: " ").first.flatMap { Double($0) } ?? 0
        return ["uptime_seconds": .int(Int(seconds))]
    }
}

/// `loadavg`.
enum LoadFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let loads = (sheet["loadavg"] ?? "").split(separator: " ").prefix(3).compactMap { Double($0) }
        let names = ["1m", "5m", "15m"]
        return ["loadavg": .map(Mapping(zip(names, loads).map { ($0, Value.double($1)) }))]
    }
}

/// `service_mgr`.
enum ServiceFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let usual: Set<String> = ["systemd", "init", "sh", "bash", ""]
        let first = sheet["init"] ?? ""
        let manager = sheet["manager"] ?? (usual.contains(first) ? "service" : first)
        return ["service_mgr": .string(manager)]
    }
}

/// `pkg_mgr`: from a closed list, since it chooses code.
enum PackageFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let program = sheet["program"] ?? ""
        return ["pkg_mgr": .string(managers[program] ?? "unknown")]
    }

    private static let managers = [
        "/usr/bin/apt-get": "apt", "/usr/bin/dnf5": "dnf5", "/usr/bin/dnf-3": "dnf", "/usr/bin/yum": "yum",
        "/usr/bin/zypper": "zypper", "/usr/bin/pacman": "pacman", "/sbin/apk": "apk",
        "/usr/bin/xbps-install": "xbps", "/usr/bin/emerge": "portage",
    ]
}

/// `ssh_host_key_*_public` and the types of the keys.
enum SSHKeyFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        var facts = Mapping()
        for algorithm in ["dsa", "rsa", "ecdsa", "ed25519"] {
            let words = (sheet["key/\(algorithm)"] ?? "").split(separator: " ").map(String.init)
            guard words.count >= 2 else { continue }
            facts["ssh_host_key_\(algorithm)_public"] = .string(words[1])
            facts["ssh_host_key_\(algorithm)_public_keytype"] = .string(words[0])
        }
        return facts
    }
}

/// `cmdline` (the last of equal names wins) and `proc_cmdline` (all of them). Quotes stay in them, and there is nothing
/// where one is never closed, as with Ansible.
enum CommandLineFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        var last = Mapping()
        var all = Mapping()
        for word in Shlex.splitKeepingQuotes(sheet["cmdline"] ?? "") ?? [] {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value = parts.count > 1 ? Value.string(parts[1]) : true
            last[parts[0]] = value
            all[parts[0]] = joined(all[parts[0]], value)
        }
        return ["cmdline": .map(last), "proc_cmdline": .map(all)]
    }

    private static func joined(_ old: Value?, _ new: Value) -> Value {
        guard let old, case .string = new else { return new }
        return .list((old.list ?? [old]) + [new])
    }
}
