import Values

/// `python`, `python_version`: of the host's Python, or of the one its distribution would install.
///
/// Nothing here needs Python on a host. Playbooks ask for it to choose between packages such as `python3-apt` and
/// `python-apt`, and choose right if they are told what an Ansible that reaches such hosts would need.
enum PythonFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let lines = sheet.lines("python").map(String.init)
        guard lines.count >= 6 else { return absent(sheet.assignments("os-release")) }
        let numbers = lines[2].split(separator: ".").compactMap { Int($0) }
        guard numbers.count == 3, let serial = Int(lines[4]) else { return [:] }
        return facts(
            executable: lines[0], type: lines[1], numbers, level: lines[3], serial: serial, hasTLS: lines[5] == "1")
    }

    private static func absent(_ release: [String: String]) -> Mapping {
        let distribution = "\(release["ID"] ?? "") \(release["VERSION_ID"] ?? "")"
        let minor = minorVersions.first { distribution.hasPrefix($0.0) }?.1 ?? 11
        return facts(
            executable: "/usr/bin/python3", type: "cpython", [3, minor, 0], level: "final", serial: 0, hasTLS: true)
    }

    /// Of Python 3, by the beginning of identity and version of the distribution.
    private static let minorVersions = [
        ("debian 10", 7), ("debian 11", 9), ("debian 12", 11), ("debian 13", 13), ("ubuntu 20", 8), ("ubuntu 22", 10),
        ("ubuntu 24", 12), ("rhel 8", 6), ("rocky 8", 6), ("almalinux 8", 6), ("rhel 9", 9), ("rocky 9", 9),
        ("almalinux 9", 9), ("centos 9", 9), ("alpine 3.1", 11), ("alpine 3.2", 12), ("fedora", 13),
    ]

    private static func facts(
        executable: String, type: String, _ numbers: [Int], level: String, serial: Int, hasTLS: Bool
    ) -> Mapping {
        let version = numbers.map { Value.int($0) }
        return [
            "python_version": .string(numbers.map(String.init).joined(separator: ".")),
            "discovered_interpreter_python": .string(executable),
            "python": [
                "executable": .string(executable), "type": .string(type), "has_sslcontext": .bool(hasTLS),
                "version": [
                    "major": version[0], "minor": version[1], "micro": version[2], "releaselevel": .string(level),
                    "serial": .int(serial),
                ],
                "version_info": .list(version + [.string(level), .int(serial)]),
            ],
        ]
    }
}
