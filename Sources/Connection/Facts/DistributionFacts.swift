import ModuleKit
import Values

/// `distribution*`, `os_family`, `lsb`.
enum DistributionFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let release = sheet.assignments("os-release")
        let identity = release["ID"] ?? ""
        let name = names[identity] ?? release["NAME"] ?? "Linux"
        let version = version(identity, release, sheet)
        let parts = version.split(separator: ".")
        let family = families.first { $0.value.contains(name) }?.key ?? name
        var facts: Mapping = [
            "distribution": .string(name), "distribution_version": .string(version.isEmpty ? "NA" : version),
            "distribution_major_version": .string(parts.first.map(String.init) ?? "NA"),
            "distribution_release": .string(codename(release, sheet)), "os_family": .string(family),
            "distribution_file_parsed": true, "lsb": .map(lsb(sheet)),
        ]
        if parts.count > 1 { facts["distribution_minor_version"] = .string(String(parts[1])) }
        facts.merge(file(family))
        return facts
    }

    private static func file(_ family: String) -> Mapping {
        switch family {
        case "RedHat": ["distribution_file_path": "/etc/redhat-release", "distribution_file_variety": "RedHat"]
        case "Alpine": ["distribution_file_path": "/etc/alpine-release", "distribution_file_variety": "Alpine"]
        default: ["distribution_file_path": "/etc/os-release", "distribution_file_variety": .string(family)]
        }
    }

    /// Debian tells its point release only in a file of its own.
    private static func version(_ identity: String, _ release: [String: String], _ sheet: FactSheet) -> String {
        let version = release["VERSION_ID"] ?? ""
        switch identity {
        case "debian":
            let exact = sheet["debian_version"] ?? ""
            return exact.hasPrefix(version + ".") ? exact : version
        case "alpine": return sheet["alpine-release"] ?? version
        default:
            let words = (sheet["redhat-release"] ?? "").split(separator: " ")
            return words.first { $0.first?.isNumber ?? false }.map(String.init) ?? version
        }
    }

    private static func codename(_ release: [String: String], _ sheet: FactSheet) -> String {
        if let name = release["VERSION_CODENAME"] { return name }
        let text = sheet["redhat-release"] ?? release["VERSION"] ?? ""
        guard let open = text.lastIndex(of: "("), let close = text.lastIndex(of: ")"), open < close else { return "NA" }
        return String(text[text.index(after: open)..<close])
    }

    private static func lsb(_ sheet: FactSheet) -> Mapping {
        var facts = Mapping()
        for line in sheet.lines("lsb") {
            guard let colon = line.firstIndex(of: ":"), let key = lsbKeys[String(line[..<colon])] else { continue }
            facts[key] = .string(line[line.index(after: colon)...].trimmed)
        }
        for (name, value) in sheet.assignments("lsb-file") {
            if let key = lsbFileKeys[name] { facts[key] = .string(value) }
        }
        if let version = facts["release"]?.text, let major = version.split(separator: ".").first {
            facts["major_release"] = .string(String(major))
        }
        return facts
    }

    private static let lsbKeys = [
        "Distributor ID": "id", "Description": "description", "Release": "release",
        "Codename": "codename",
    ]

    private static let lsbFileKeys = [
        "DISTRIB_ID": "id", "DISTRIB_RELEASE": "release", "DISTRIB_DESCRIPTION": "description",
        "DISTRIB_CODENAME": "codename",
    ]

    private static let names = [
        "debian": "Debian", "ubuntu": "Ubuntu", "raspbian": "Debian", "kali": "Kali", "linuxmint": "Linux Mint",
        "centos": "CentOS", "rhel": "RedHat", "fedora": "Fedora", "rocky": "Rocky", "almalinux": "AlmaLinux",
        "amzn": "Amazon", "ol": "OracleLinux", "sles": "SLES", "opensuse-leap": "openSUSE Leap",
        "opensuse-tumbleweed": "openSUSE Tumbleweed", "arch": "Archlinux", "alpine": "Alpine", "gentoo": "Gentoo",
    ]

    private static let families: [String: Set<String>] = [
        "Debian": ["Debian", "Ubuntu", "Kali", "Linux Mint"],
        "RedHat": ["RedHat", "CentOS", "Fedora", "Rocky", "AlmaLinux", "Amazon", "OracleLinux"],
        "Suse": ["SLES", "openSUSE Leap", "openSUSE Tumbleweed"],
    ]
}
