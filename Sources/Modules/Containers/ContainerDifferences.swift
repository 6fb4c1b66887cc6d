import ModuleKit
import Values

/// Where a container is not as the task wants it.
struct ContainerDifferences {
    let task: DockerContainer
    let host: ContainerHost

    /// What has to be known besides the arguments.
    var surroundings: ContainerSurroundings {
        var known = ContainerSurroundings(environment: host.environment, container: task.name)
        let isOther = host.container != nil && host.image?["Id"] != host.container?["Image"]
        known.image = task.imageComparison == .currentImage && isOther ? nil : host.image
        known.takesImageLabels = task.imageLabelMismatch == .ignore
        for (name, holder) in zip(task.holders, host.holders) { known.holders[name] = holder?["Id"]?.text }
        let bound = host.networks.compactMap { network -> String? in
            guard network?["Driver"] == "bridge" else { return nil }
            return network?["Options", "com.docker.network.bridge.host_binding_ipv4"]?.text
        }
        known.usualAddress = task.defaultHostIp.map { $0.filter { !"[]".contains($0) } } ?? bound.first ?? "0.0.0.0"
        return known
    }

    /// - Parameter updatable: Of what a container takes while it is there, or of all else.
    func of(_ container: Value, updatable: Bool) throws(ModuleFailure) -> DockerDifferences {
        var differences = DockerDifferences()
        let modes = try task.modes
        for aspect in try task.aspects(surroundings) where aspect.isUpdatable == updatable {
            let found = aspect.found(in: container)
            guard !aspect.isMet(by: found, mode(of: aspect, modes)) else { continue }
            try refuseLabels(aspect, modes)
            differences.add(aspect.name, before: found, after: aspect.expected ?? aspect.wanted)
        }
        if !updatable, modes.mode(of: "image") != .ignore { addImage(container, to: &differences) }
        if !updatable, modes.mode(of: "platform") != .ignore { addPlatform(container, to: &differences) }
        if !updatable, modes.mode(of: "detach") != .ignore { addDetachment(container, to: &differences) }
        return differences
    }

    /// How long a container may take to stop is usually not compared.
    private func mode(of aspect: ContainerAspect, _ modes: ContainerComparisons) -> ContainerAspect.Mode? {
        modes.mode(of: aspect.comparedAs ?? aspect.name) ?? (aspect.name == "stop_timeout" ? .ignore : nil)
    }

    private func refuseLabels(_ aspect: ContainerAspect, _ modes: ContainerComparisons) throws(ModuleFailure) {
        guard aspect.name == "labels", task.imageLabelMismatch == .fail, modes.mode(of: "labels") == .strict else {
            return
        }
        let own = task.parts.labels ?? [:]
        let extra = (host.image?["Config", "Labels"]?.map ?? [:]).keys.filter { own[$0] == nil }.map(\.requestText)
        guard extra.isEmpty else {
            throw ModuleFailure(
                "labels of the image cannot be taken from a container: \(extra.joined(separator: ", "))",
                hint: "set `image_label_mismatch: ignore` to leave them")
        }
    }

    private func addImage(_ container: Value, to differences: inout DockerDifferences) {
        if let image = host.image, image["Id"] != container["Image"] {
            differences.add("image", before: container["Image"], after: image["Id"])
        } else if task.imageNameMismatch == .recreate {
            differences.compare("image_name", task.image.value, with: container["Config", "Image"])
        }
    }

    /// What is not said of a platform is not compared.
    private func addPlatform(_ container: Value, to differences: inout DockerDifferences) {
        guard let platform = task.platform, let image = host.image else { return }
        let wanted = platform.lowercased().split(separator: "/").map(String.init)
        let found = ["Os", "Architecture", "Variant"].map { image[$0]?.text?.lowercased() ?? "" }
        let parts = wanted.count == 1 && found[0] != wanted[0] ? found[1...2] : found[...]
        let names = ["x86_64": "amd64", "aarch64": "arm64", "armhf": "arm"]
        let isSame = zip(wanted, parts).allSatisfy { (names[$0] ?? $0) == $1 }
        if !isSame {
            differences.add("platform", before: .string(found.joined(separator: "/")), after: .string(platform))
        }
    }

    private func addDetachment(_ container: Value, to differences: inout DockerDifferences) {
        guard let detach = task.detaches else { return }
        let isAttached = ["AttachStdout", "AttachStderr"].allSatisfy { container["Config", $0]?.boolean == true }
        if detach == isAttached { differences.add("detach", before: .bool(!isAttached), after: .bool(detach)) }
    }
}
