import ModuleKit
import Values

/// What has to be known besides the arguments, so that it can be said how a container should be.
struct ContainerSurroundings: Sendable {
    /// The image that is meant; `nil` where it is not there, or nothing of it is compared.
    var image: Value?
    /// Ids of containers by their names.
    var holders: [String: String] = [:]
    /// The address at which ports are published that name none.
    var usualAddress = "0.0.0.0"
    /// Of `env_file`.
    var environment: [String] = []
    var container = ""
    /// Whether labels of the image count as wanted.
    var takesImageLabels = true
}

/// The aspects that are written otherwise than they are kept.
extension ContainerParts {
    func aspects(_ known: ContainerSurroundings, splitsWords: Bool) throws(ModuleFailure) -> [ContainerAspect] {
        var aspects = try ports(known) + volumeAspects(known) + devicesAndRates + networkAspects(known)
        aspects.append(try environmentAspect(known))
        aspects.append(labelsAspect(known))
        if let words = try commandWords(splitsWords: splitsWords) {
            let isOpen = words.isEmpty ? known.image?["Config", "Cmd"] : nil
            let wanted = (words as [String]?).value
            aspects.append(
                ContainerAspect(name: "command", field: .config("Cmd"), shape: .list, wanted: wanted, expected: isOpen))
        }
        if let healthcheck {
            aspects.append(
                ContainerAspect(
                    name: "healthcheck", field: .config("Healthcheck"), shape: .mapping,
                    wanted: .map(try healthcheck.kept()),
                    reads: { ($0.map ?? [:]).isEmpty ? ["Test": ["NONE"]] : $0 }))
        }
        return aspects
    }

    func commandWords(splitsWords: Bool) throws(ModuleFailure) -> [String]? {
        guard let command else { return nil }
        if let list = command.list {
            let words = list.map(\.requestText)
            return splitsWords ? Shlex(words.joined(separator: " ")).texts : words
        }
        let shlex = Shlex(command.requestText)
        guard shlex.unfinished == nil else {
            throw ModuleFailure("a quotation is not closed in the command: \(command.requestText)")
        }
        return shlex.texts
    }

    private func environmentAspect(_ known: ContainerSurroundings) throws(ModuleFailure) -> ContainerAspect {
        var own = Mapping(known.environment.map(Self.variable))
        for (name, value) in env ?? [:] {
            guard let text = value.text else {
                throw ModuleFailure(
                    "the environment variable \(name.requestText) is no text", hint: "put its value in quotes")
            }
            own[name] = .string(text)
        }
        let image = Mapping((known.image?["Config", "Env"]?.list ?? []).map { Self.variable($0.requestText) })
        let lines = { (mapping: Mapping) in
            Value.list(mapping.map { .string("\($0.key.requestText)=\($0.value.requestText)") })
        }
        let isGiven = env != nil || envFile != nil
        return ContainerAspect(
            name: "env", field: .config("Env"), shape: .set, wanted: isGiven ? lines(own) : nil,
            expected: lines(image.merging(own)))
    }

    private static func variable(_ line: String) -> (String, Value) {
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], .string(parts.count > 1 ? parts[1] : ""))
    }

    private func labelsAspect(_ known: ContainerSurroundings) -> ContainerAspect {
        let own = labels?.asTexts
        let image = known.takesImageLabels ? known.image?["Config", "Labels"]?.map ?? [:] : [:]
        return ContainerAspect(
            name: "labels", field: .config("Labels"), shape: .mapping, wanted: own.map { .map($0) },
            expected: own.map { .map(image.merging($0)) })
    }

    private func ports(_ known: ContainerSurroundings) throws(ModuleFailure) -> [ContainerAspect] {
        let ports = try ContainerPorts(published: publishedPorts ?? [], exposed: exposedPorts ?? [])
        let own = Mapping(ports.exposed.map { ($0, [:] as Value) })
        let image = (known.image?["Config", "ExposedPorts"]?.map ?? [:]).map { key, _ -> (String, Value) in
            let name = key.requestText
            return (name.contains("/") ? name : "\(name)/tcp", [:])
        }
        let all = Value.map(Mapping(image).merging(own))
        var aspects = [
            ContainerAspect(
                name: "exposed_ports", field: .config("ExposedPorts"), shape: .set,
                wanted: own.isEmpty ? nil : .map(own),
                expected: all)
        ]
        if publishedPorts != nil {
            let bindings = ports.bindings(usual: known.usualAddress)
            aspects.append(
                ContainerAspect(
                    name: "published_ports", field: .host("PortBindings"), shape: .mapping, wanted: bindings,
                    expected: ContainerPorts.normalized(bindings), reads: ContainerPorts.normalized))
        }
        return aspects
    }

    private func volumeAspects(_ known: ContainerSurroundings) throws(ModuleFailure) -> [ContainerAspect] {
        let own = try ContainerVolumes(volumes ?? [])
        let anonymous = Mapping(own.anonymous.map { ($0, [:] as Value) })
        let image = known.image?["Config", "Volumes"]?.map ?? [:]
        let isGiven = volumes != nil
        var aspects = [
            ContainerAspect(
                name: "volumes", field: .config("Volumes"), shape: .set, wanted: isGiven ? .map(anonymous) : nil,
                expected: .map(image.merging(anonymous))),
            ContainerAspect(
                name: "volume_binds", field: .host("Binds"), shape: .records,
                wanted: isGiven ? (own.binds as [String]?).value : nil,
                expected: isGiven ? ContainerVolumes.records((own.binds as [String]?).value ?? []) : nil,
                reads: ContainerVolumes.records, comparedAs: "volumes"),
        ]
        if let mounts {
            let kept = try mounts.map { mount throws(ModuleFailure) in Value.map(try mount.kept()) }
            aspects.append(
                ContainerAspect(name: "mounts", field: .host("Mounts"), shape: .records, wanted: .list(kept)))
        }
        if let tmpfs {
            let entries = tmpfs.map { spec -> (String, Value) in
                let parts = spec.split(separator: ":", maxSplits: 1).map(String.init)
                return (parts.first ?? "", .string(parts.count > 1 ? parts[1] : ""))
            }
            aspects.append(
                ContainerAspect(
                    name: "tmpfs", field: .host("Tmpfs"), shape: .mapping, wanted: .map(Mapping(entries))))
        }
        return aspects
    }

    private var devicesAndRates: [ContainerAspect] {
        get throws(ModuleFailure) {
            let rates: [(String, String, [Value]?)] = [
                ("device_read_bps", "BlkioDeviceReadBps", deviceReadBps?.map(\.kept)),
                ("device_write_bps", "BlkioDeviceWriteBps", deviceWriteBps?.map(\.kept)),
                ("device_read_iops", "BlkioDeviceReadIOps", deviceReadIops?.map(\.kept)),
                ("device_write_iops", "BlkioDeviceWriteIOps", deviceWriteIops?.map(\.kept)),
                ("device_requests", "DeviceRequests", deviceRequests?.map(\.kept)),
                ("devices", "Devices", devices?.map(Self.device)),
                ("ulimits", "Ulimits", try ulimits.map { all throws(ModuleFailure) in try all.map(Self.limit) }),
            ]
            return rates.map { name, key, list in
                ContainerAspect(name: name, field: .host(key), shape: .records, wanted: list.map { .list($0) })
            }
        }
    }

    private static func device(_ text: String) -> Value {
        let parts = text.split(separator: ":").map(String.init)
        return [
            "PathOnHost": .string(parts.first ?? ""),
            "PathInContainer": .string(parts.count > 1 ? parts[1] : parts.first ?? ""),
            "CgroupPermissions": .string(parts.count > 2 ? parts[2] : "rwm"),
        ]
    }

    private static func limit(_ text: String) throws(ModuleFailure) -> Value {
        let parts = text.split(separator: ":").map(String.init)
        guard parts.count > 1, let soft = Int(parts[1]), let hard = Int(parts.last ?? "") else {
            throw ModuleFailure("not a limit: \(text)", hint: "write `name:soft:hard`")
        }
        return ["Name": .string(parts[0]), "Soft": .int(soft), "Hard": .int(hard)]
    }

    private func networkAspects(_ known: ContainerSurroundings) -> [ContainerAspect] {
        let hosts = etcHosts.map { hosts in hosts.map { "\($0.key.requestText):\($0.value.requestText)" } }
        let links = links.map { links in
            links.map { link -> String in
                let parts = link.split(separator: ":", maxSplits: 1).map(String.init)
                return "/\(parts.first ?? ""):/\(known.container)/\(parts.last ?? "")"
            }
        }
        return [
            ContainerAspect(name: "etc_hosts", field: .host("ExtraHosts"), shape: .set, wanted: hosts.value),
            ContainerAspect(name: "links", field: .host("Links"), shape: .set, wanted: links.value),
        ]
    }
}
