import ModuleKit
import Values

/// What `apt` asks of a host: everything in one round, unless patterns must first be replaced by names.
extension Apt {
    var hostProbe: Probe<AptHost> {
        get throws(ModuleFailure) {
            let specs = try specs
            let basics = Probe<AptHost>.all(cacheTime, clock, simulation, files).map {
                AptHost(cacheTime: $0, now: $1, simulation: $2, files: $3)
            }
            guard specs.contains(where: \.isPattern) else { return basics.and(packages(specs)).map(Self.joined) }
            return basics.and(names(matching: specs)).then { host, found in
                packages(specs.flatMap { $0.isPattern ? found[$0] ?? [] : [$0] }).map { packages in
                    var host = host
                    host.packages = packages
                    host.unmatched = specs.filter { $0.isPattern && found[$0] == [] }.map(\.name)
                    return host
                }
            }
        }
    }

    private static func joined(_ host: AptHost, _ packages: [AptPackage]) -> AptHost {
        var host = host
        host.packages = packages
        return host
    }

    /// The stamp is written by a hook that not every host has; the directory's time is the next best.
    private var cacheTime: Probe<Int> {
        let stamp = RemotePath("/var/lib/apt/periodic/update-success-stamp")
        return Probe<RemoteFile?>.file(stamp).and(.file(RemotePath("/var/lib/apt/lists"))).map { stamp, lists in
            Int((stamp ?? lists)?.modified ?? 0)
        }
    }

    private var clock: Probe<Int?> {
        guard cacheValidTime > 0 else { return .known(nil) }
        return Probe<CommandOutput>.command(.clock, reading: []).map { Int($0.standardOutput.text.trimmed) }
    }

    /// What apt-get would do, asked only where packages' states do not tell.
    private var simulation: Probe<CommandOutput?> {
        guard let arguments = AptPlan.simulated(self) else { return .known(nil) }
        return Probe<CommandOutput>.command(AptCommand.simulation(arguments), reading: [.packages]).map { $0 }
    }
}

/// Packages by name, by pattern, by file.
extension Apt {
    private func names(matching specs: [PackageSpec]) -> Probe<[PackageSpec: [PackageSpec]]> {
        let patterns = specs.filter(\.isPattern)
        let searches = patterns.map {
            Probe<CommandOutput>.command(
                AptCommand.question("apt-cache", ["pkgnames", $0.literalPrefix]), reading: [.packages])
        }
        return .each(searches).map { outputs in
            var found: [PackageSpec: [PackageSpec]] = [:]
            for (pattern, output) in zip(patterns, outputs) {
                let names = output.standardOutput.text.split(separator: "\n").map(String.init)
                let matcher = FileNamePattern(pattern.name)
                found[pattern] = names.filter(matcher.matches).sorted().map {
                    PackageSpec(name: $0, version: pattern.version)
                }
            }
            return found
        }
    }

    private func packages(_ specs: [PackageSpec]) -> Probe<[AptPackage]> {
        let asked = state == .buildDep ? [] : specs
        let policies = asked.filter { ($0.version != nil || defaultRelease != nil) && state != .absent }
        return Probe<PackageState?>.each(asked.map { .package($0.name, .apt) }).and(policy(policies)).map {
            states, policy in
            zip(asked, states).map { spec, state in
                var package = AptPackage(spec: spec, state: state)
                guard let entry = policy.entries[spec.name] else { return package }
                package.versions = entry.versions
                package.state?.candidate = entry.candidate
                return package
            }
        }
    }

    private func policy(_ specs: [PackageSpec]) -> Probe<AptPolicy> {
        guard !specs.isEmpty else { return .known(AptPolicy("")) }
        let release = defaultRelease.map { ["-o", "APT::Default-Release=\($0)"] } ?? []
        let command = AptCommand.question("apt-cache", release + ["policy"] + specs.map(\.name))
        return Probe<CommandOutput>.command(command, reading: [.packages]).map { AptPolicy($0.standardOutput.text) }
    }

    /// The paths of `deb`, URLs left out.
    var filePaths: [String] {
        (deb ?? "").split(separator: ",").map { String($0).trimmed }.filter { !$0.contains("://") }
    }

    private var files: Probe<[AptPackageFile]> {
        let paths = filePaths
        guard !paths.isEmpty else { return .known([]) }
        let shown = paths.map { path in
            Probe<CommandOutput>.command(
                Command("dpkg-deb", "--show", "--showformat=${Package} ${Version}", path),
                reading: [.path(RemotePath(path))]
            ).map { output throws(ModuleFailure) in try AptPackageFile(path: path, shown: output) }
        }
        return .each(shown).then { files in
            Probe<PackageState?>.each(files.map { .package($0.name, .apt) }).map { states in
                zip(files, states).map { file, state in
                    var file = file
                    file.installed = state?.installed
                    return file
                }
            }
        }
    }
}

extension AptPackageFile {
    fileprivate init(path: String, shown: CommandOutput) throws(ModuleFailure) {
        let words = shown.standardOutput.text.split(separator: " ").map { String($0).trimmed }
        guard shown.exitCode == 0, words.count == 2 else {
            throw ModuleFailure("the package file \(path) cannot be read: \(shown.complaint)", output: shown)
        }
        self.init(path: path, name: words[0], version: words[1])
    }
}
