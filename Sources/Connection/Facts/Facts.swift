import ModuleKit
import Values

/// Facts as Ansible's `setup` names and computes them, without the `ansible_` prefix.
enum Facts {
    /// - Parameter bytes: Records of the functions `sp_fact_…`.
    static func read(_ bytes: [UInt8], _ topics: [FactTopic]) -> Mapping {
        let sheets = sheets(bytes)
        return topics.reduce(into: Mapping()) { facts, topic in
            facts.merge(self.facts(of: topic, sheets[topic.rawValue] ?? FactSheet()))
        }
    }

    private static func sheets(_ bytes: [UInt8]) -> [String: FactSheet] {
        let records = bytes.records.map { String(hostBytes: $0) }
        var sheets: [String: FactSheet] = [:]
        var topic = ""
        for index in stride(from: 0, to: records.count - 1, by: 2) {
            if records[index] == "topic" {
                topic = records[index + 1]
            } else {
                sheets[topic, default: FactSheet()].add(records[index], records[index + 1])
            }
        }
        return sheets
    }

    static func facts(of topic: FactTopic, _ sheet: FactSheet) -> Mapping {
        switch topic {
        case .distribution: DistributionFacts.read(sheet)
        case .kernel: KernelFacts.read(sheet)
        case .hostname: HostnameFacts.read(sheet)
        case .user: UserFacts.read(sheet)
        case .environment: EnvironmentFacts.read(sheet)
        case .processor: ProcessorFacts.read(sheet)
        case .memory: MemoryFacts.read(sheet)
        case .network: NetworkFacts.read(sheet)
        case .resolver: ["dns": .map(ResolverFacts.read(sheet))]
        case .mounts: MountFacts.read(sheet).merging(DeviceFacts.read(sheet))
        case .volumes: VolumeFacts.read(sheet)
        case .storage: StorageFacts.read(sheet)
        case .hardware: HardwareFacts.read(sheet)
        case .date: DateFacts.read(sheet)
        case .uptime: UptimeFacts.read(sheet)
        case .load: LoadFacts.read(sheet)
        case .services: ServiceFacts.read(sheet)
        case .systemd: SystemdFacts.read(sheet)
        case .packages: PackageFacts.read(sheet)
        case .virtualization: VirtualizationFacts.read(sheet)
        case .chroot: ChrootFacts.read(sheet)
        case .security: SecurityFacts.read(sheet)
        case .python: PythonFacts.read(sheet)
        case .local: LocalFacts.read(sheet)
        case .sshKeys: SSHKeyFacts.read(sheet)
        case .commandLine: CommandLineFacts.read(sheet)
        }
    }
}

/// The raw texts of one topic, by name, in the order they came.
struct FactSheet: Sendable {
    private(set) var entries: [(name: String, text: String)] = []

    mutating func add(_ name: String, _ text: String) { entries.append((name, text)) }

    /// The first text of this name, without white space at the ends.
    subscript(name: String) -> String? { entries.first { $0.name == name }?.text.trimmed }

    func all(_ name: String) -> [String] { entries.filter { $0.name == name }.map(\.text) }

    func lines(_ name: String) -> [Substring] {
        (entries.first { $0.name == name }?.text ?? "").split(separator: "\n")
    }

    /// Lines `NAME=value`; quotes around a value are taken off.
    func assignments(_ name: String) -> [String: String] { Self.assignments(in: self[name] ?? "") }

    static func assignments(in text: String) -> [String: String] {
        let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#") else { return nil }
            let value = line[line.index(after: equals)...].trimmed
            return (String(line[..<equals]).trimmed, Shlex(value).texts.joined(separator: " "))
        }
        return Dictionary(pairs) { _, last in last }
    }
}
