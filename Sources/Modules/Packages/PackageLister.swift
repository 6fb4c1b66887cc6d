import Values

/// A package manager, how it is asked for all packages that are installed, and how its answer is read.
enum PackageLister: String, CaseIterable {
    case apt, rpm, pacman, apk, portage, pkg
    case pkgInfo = "pkg_info"

    private static let aliases = [
        "dnf": "rpm", "dnf5": "rpm", "yum": "rpm", "zypper": "rpm", "pkg5": "pkg", "pkgng": "pkg",
        "openbsd_pkg": "pkg_info",
    ]

    static let names = allCases.map(\.rawValue) + aliases.keys

    static func named(_ name: String) -> PackageLister? {
        PackageLister(rawValue: aliases[name.lowercased()] ?? name.lowercased())
    }

    /// Asks those named behind `$1`, or only the first that is there; each answer begins with a line of its name.
    static let question = #"""
        PATH=$PATH:/usr/sbin:/sbin; export PATH
        strategy=$1; shift
        list() {
            case $1 in
                apt) command -v dpkg-query apt-cache >/dev/null || return
                    echo '=> apt'; dpkg --print-architecture; apt-cache policy | sed 's/^/> /'
                    format='= ${Package}\t${Architecture}\t${Version}\t${Section}\t${db:Status-Abbrev}\n'
                    dpkg-query -W -f "$format"
                    dpkg-query -W -f '${binary:Package}\n' | xargs apt-cache policy |
                        awk '/^[^ ]/ { name = $1 } found { print "-", name, $0; found = 0 } /^ \*\*\* / { found = 1 }' ;;
                rpm) command -v rpm >/dev/null || return
                    echo '=> rpm'
                    rpm -qa --qf '%{NAME}\t%{VERSION}\t%{RELEASE}\t%{EPOCH}\t%{ARCH}\n' ;;
                pacman) command -v pacman >/dev/null || return; echo '=> pacman'; pacman -Qi ;;
                apk) command -v apk >/dev/null || return; echo '=> apk'; apk info -v ;;
                portage) command -v qlist >/dev/null || return
                    echo '=> portage'; qlist -Iv | xargs -n 1024 qatom ;;
                *) return 1 ;;
            esac
        }
        for manager; do list "$manager" && [ "$strategy" = first ] && exit; done
        :
        """#

    static func sections(of text: String) -> [(PackageLister, [Substring])] {
        var sections: [(PackageLister, [Substring])] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("=> "), let lister = PackageLister(rawValue: String(line.dropFirst(3))) {
                sections.append((lister, []))
            } else if !sections.isEmpty {
                sections[sections.count - 1].1.append(line)
            }
        }
        return sections
    }
}

/// What each tells.
extension PackageLister {
    /// By name, each a list of the versions that are installed.
    func packages(_ lines: [Substring]) -> Mapping {
        let found: [Mapping] =
            switch self {
            case .apt: DpkgListing(lines).packages
            case .rpm: lines.compactMap(Self.rpm)
            case .pacman: lines.split(separator: "").compactMap { Self.pacman(Array($0)) }
            case .apk: lines.compactMap(Self.apk)
            case .portage: lines.compactMap(Self.portage)
            case .pkg, .pkgInfo: []
            }
        var packages: Mapping = [:]
        for var package in found {
            package["source"] = .string(rawValue)
            guard let name = package["name"] else { continue }
            packages[name] = .list((packages[name]?.list ?? []) + [.map(package)])
        }
        return packages
    }

    private static func rpm(_ line: Substring) -> Mapping? {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 5 else { return nil }
        let known = { (text: String) in text == "(none)" ? Value.null : .string(text) }
        return [
            "name": .string(fields[0]), "version": .string(fields[1]), "release": .string(fields[2]),
            "epoch": Int(fields[3]).map(Value.int) ?? .null, "arch": known(fields[4]),
        ]
    }

    /// Values that go on in the next lines are indented.
    private static func pacman(_ lines: [Substring]) -> Mapping? {
        var details: [String: String] = [:]
        var last = ""
        for line in lines {
            if let match = line.wholeMatch(of: /([\w ]*\w) +: (.*)/)?.output {
                last = String(match.1)
                details[last] = String(match.2)
            } else {
                details[last, default: ""] += "  " + String(line).trimmed
            }
        }
        guard let name = details["Name"] else { return nil }
        let provides = details["Provides"].flatMap { $0 == "None" ? nil : $0 }
        let names = provides?.split(separator: "  ").map { Value.string(String($0.prefix { $0 != "=" })) }
        return [
            "name": .string(name), "version": .string(details["Version"] ?? ""),
            "arch": .string(details["Architecture"] ?? ""), "provides": names.map(Value.list) ?? .null,
        ]
    }

    private static func apk(_ line: Substring) -> Mapping? {
        guard !line.isEmpty else { return nil }
        let parts = line.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 2 else { return ["name": .string(String(line)), "version": "", "release": ""] }
        return [
            "name": .string(parts.dropLast(2).joined(separator: "-")),
            "version": .string(String(parts[parts.count - 2])), "release": .string(String(parts[parts.count - 1])),
        ]
    }

    private static func portage(_ line: Substring) -> Mapping? {
        let names = ["category", "name", "version", "ebuild_revision", "slots", "prefixes", "sufixes"]
        let words = line.words
        return words.isEmpty ? nil : Mapping(zip(names, words).map { (.string($0), .string(String($1))) })
    }
}

/// What dpkg-query and apt-cache tell together.
private struct DpkgListing {
    private(set) var packages: [Mapping] = []
    private var indices: [String: Int] = [:]
    private var architecture = ""
    /// By the words by which `apt-cache policy` calls a package list.
    private var origins: [String: String] = [:]
    private var list = ""

    init(_ lines: [Substring]) {
        architecture = String(lines.first ?? "")
        for line in lines.dropFirst() {
            let rest = line.dropFirst(2)
            switch line.first {
            case ">": takeSource(rest)
            case "=": takePackage(rest)
            case "-": takeOrigin(rest)
            default: break
            }
        }
    }

    /// A list's priority and words, or what its release says of itself.
    private mutating func takeSource(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.first == "release" else {
            list = words.dropFirst().joined(separator: " ")
            return
        }
        let fields = line.drop { $0 == " " }.dropFirst("release ".count).split(separator: ",")
        origins[list] = fields.first { $0.hasPrefix("o=") }.map { String($0.dropFirst(2)) } ?? ""
    }

    private mutating func takePackage(_ line: Substring) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 5, let state = fields[4].dropFirst().first, state != "n", state != "c" else { return }
        let isForeign = ![architecture, "all"].contains(fields[1])
        let name = isForeign ? "\(fields[0]):\(fields[1])" : fields[0]
        indices[name] = packages.count
        packages.append([
            "name": .string(name), "version": .string(fields[2]),
            "arch": .string(fields[1]), "category": .string(fields[3]), "origin": "",
        ])
    }

    private mutating func takeOrigin(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.count > 2, let origin = origins[words.dropFirst(2).joined(separator: " ")] else { return }
        guard let index = indices[String(words[0].dropLast())] else { return }
        packages[index]["origin"] = .string(origin)
    }
}
