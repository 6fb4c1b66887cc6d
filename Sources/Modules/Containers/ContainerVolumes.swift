import ModuleKit
import Values

/// Volumes as people write them: `/host:/container:ro`, `name:/container`, or `/container` alone.
struct ContainerVolumes: Sendable {
    /// As the engine keeps those that have a name or a directory of the host.
    private(set) var binds: [String] = []
    /// Destinations of volumes that have no name.
    private(set) var anonymous: [String] = []
    private(set) var destinations: [String] = []

    init(_ volumes: [String]) throws(ModuleFailure) {
        for volume in volumes { try add(volume) }
        for (index, destination) in destinations.enumerated() where destinations[..<index].contains(destination) {
            throw ModuleFailure("two of the volumes are mounted at \(destination)")
        }
    }

    private mutating func add(_ volume: String) throws(ModuleFailure) {
        let parts = volume.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 3:
            guard Self.isMode(parts[2]) else { throw ModuleFailure("not a mode of a volume: \(parts[2])") }
            binds.append(volume)
            destinations.append(parts[1])
        case 2 where !Self.isMode(parts[1]):
            binds.append("\(volume):rw")
            destinations.append(parts[1])
        case 1, 2:
            anonymous.append(volume)
            destinations.append(parts[0])
        default: throw ModuleFailure("not a volume: \(volume)", hint: "write `/host:/container:ro`")
        }
        guard !["~", "."].contains(volume.prefix(1)) else {
            throw ModuleFailure("the directory of the volume \(volume) must be an absolute path")
        }
    }

    /// Each bind as a mapping, so that options that an engine adds do not matter.
    static func records(_ binds: Value) -> Value {
        .list(
            (binds.list ?? []).map { bind in
                let parts = bind.requestText.split(separator: ":", maxSplits: 2).map(String.init)
                let modes = (parts.count > 2 ? parts[2] : "rw").split(separator: ",").map {
                    (String($0), true as Value)
                }
                return .map(
                    Mapping(
                        [("source", .string(parts.first ?? ""))] + [
                            ("target", .string(parts.count > 1 ? parts[1] : ""))
                        ] + modes))
            })
    }

    private static func isMode(_ text: String) -> Bool {
        let words: Set<Substring> = [
            "rw", "ro", "z", "Z", "consistent", "delegated", "cached", "rprivate", "private", "rshared", "shared",
            "rslave", "slave", "nocopy",
        ]
        return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(words.contains)
    }
}

extension ContainerMount {
    /// As the engine keeps it.
    func kept() throws(ModuleFailure) -> Mapping {
        try check()
        var kept: Mapping = ["Type": .string(type.rawValue), "Target": .string(target)]
        if let source { kept["Source"] = .string(source) }
        if let readOnly { kept["ReadOnly"] = .bool(readOnly) }
        if let consistency { kept["Consistency"] = .string(consistency.rawValue) }
        let options = try options().withoutNulls
        if !options.isEmpty { kept[optionsKey] = .map(options) }
        return kept
    }

    private var optionsKey: String {
        switch type {
        case .bind: "BindOptions"
        case .tmpfs: "TmpfsOptions"
        case .image: "ImageOptions"
        default: "VolumeOptions"
        }
    }

    private func options() throws(ModuleFailure) -> Mapping {
        switch type {
        case .bind:
            return [
                "Propagation": (propagation?.rawValue).value ?? .null, "NonRecursive": nonRecursive.value ?? .null,
                "CreateMountpoint": createMountpoint.value ?? .null,
                "ReadOnlyNonRecursive": readOnlyNonRecursive.value ?? .null,
                "ReadOnlyForceRecursive": readOnlyForceRecursive.value ?? .null,
            ]
        case .tmpfs:
            return [
                "SizeBytes": (tmpfsSize?.bytes).value ?? .null, "Mode": try mode ?? .null, "Options": try memoryOptions,
            ]
        case .image: return ["Subpath": subpath.value ?? .null]
        default:
            let driver: Value? = volumeDriver.map { name in
                var driver: Mapping = ["Name": .string(name)]
                if let volumeOptions { driver["Options"] = .map(volumeOptions.asTexts) }
                return .map(driver)
            }
            return [
                "NoCopy": noCopy == true ? true : .null, "Labels": labels.map { .map($0.asTexts) } ?? .null,
                "DriverConfig": driver ?? .null, "Subpath": subpath.value ?? .null,
            ]
        }
    }

    private var mode: Value? {
        get throws(ModuleFailure) {
            guard let tmpfsMode else { return nil }
            guard let bits = Int(tmpfsMode, radix: 8) else {
                throw ModuleFailure("`tmpfs_mode` is not an octal number: \(tmpfsMode)")
            }
            return .int(bits)
        }
    }

    private var memoryOptions: Value {
        get throws(ModuleFailure) {
            guard let tmpfsOptions else { return .null }
            return .list(
                try tmpfsOptions.map { option throws(ModuleFailure) in
                    guard option.count == 1, let (name, value) = option.first else {
                        throw ModuleFailure("each of `tmpfs_options` must be a mapping of one entry")
                    }
                    return .list(value.isNull ? [name] : [name, .string(value.engineText)])
                })
        }
    }

    /// Which kinds take which options.
    private func check() throws(ModuleFailure) {
        guard source != nil || [.tmpfs, .volume, .image, .cluster].contains(type) else {
            throw ModuleFailure("the mount at \(target) needs a `source`")
        }
        let restricted: [(String, Bool, Set<Kind>)] = [
            ("create_mountpoint", createMountpoint != nil, [.bind]), ("labels", labels != nil, [.volume]),
            ("no_copy", noCopy != nil, [.volume]), ("non_recursive", nonRecursive != nil, [.bind]),
            ("propagation", propagation != nil, [.bind]),
            ("read_only_force_recursive", readOnlyForceRecursive != nil, [.bind]),
            ("read_only_non_recursive", readOnlyNonRecursive != nil, [.bind]),
            ("subpath", subpath != nil, [.volume, .image]), ("tmpfs_mode", tmpfsMode != nil, [.tmpfs]),
            ("tmpfs_options", tmpfsOptions != nil, [.tmpfs]), ("tmpfs_size", tmpfsSize != nil, [.tmpfs]),
            ("volume_driver", volumeDriver != nil, [.volume]), ("volume_options", volumeOptions != nil, [.volume]),
        ]
        for (name, isGiven, kinds) in restricted where isGiven && !kinds.contains(type) {
            throw ModuleFailure("the mount at \(target) is of the type \(type.rawValue), which has no `\(name)`")
        }
    }
}

extension HealthCheck {
    /// As the engine keeps it, with times in nanoseconds.
    func kept() throws(ModuleFailure) -> Mapping {
        guard test.map({ !$0.isNull && $0 != "" && $0 != [] }) ?? testCliCompatible else { return ["Test": ["NONE"]] }
        var kept: Mapping = [:]
        if let test { kept["Test"] = words(of: test) }
        let times = [
            ("Interval", interval), ("Timeout", timeout), ("StartPeriod", startPeriod),
            ("StartInterval", startInterval),
        ]
        for (key, text) in times {
            guard let text else { continue }
            guard let time = Self.nanoseconds(text) else {
                throw ModuleFailure("not a time: \(text)", hint: "write 1h30m, 5s or 100ms")
            }
            kept[key] = .int(time)
        }
        if let retries { kept["Retries"] = .int(retries) }
        return kept
    }

    private func words(of test: Value) -> Value {
        guard let list = test.list else { return ["CMD-SHELL", .string(test.requestText)] }
        return .list(list.map { .string($0.requestText) })
    }

    private static func nanoseconds(_ text: String) -> Int? {
        let units: [String: Double] = [
            "h": 3.6e12, "m": 6e10, "s": 1e9, "ms": 1e6, "us": 1e3, "ns": 1, "": 1e9,
        ]
        var rest = text[...]
        var total = 0.0
        repeat {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let count = Double(number), let factor = units[String(unit)] else { return nil }
            total += count * factor
        } while !rest.isEmpty
        return Int(total)
    }
}

extension ByteRate {
    var kept: Value { ["Path": .string(path), "Rate": .int(rate.bytes)] }
}

extension OperationRate {
    var kept: Value { ["Path": .string(path), "Rate": .int(rate)] }
}

extension DeviceRequest {
    var kept: Value {
        let words: Mapping = [
            "Driver": driver.value ?? .null, "Count": count.value ?? .null, "DeviceIDs": deviceIds.value ?? .null,
            "Capabilities": capabilities.map { .list($0) } ?? .null,
            "Options": options.map { .map($0.asTexts) } ?? .null,
        ]
        return .map(words.withoutNulls)
    }
}
