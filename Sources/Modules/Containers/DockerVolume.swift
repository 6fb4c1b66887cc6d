import ModuleKit
import Values

/// Makes and removes volumes of a container engine.
struct DockerVolume: Module {
    enum Recreation: String, ArgumentChoice {
        case always, never
        case optionsChanged = "options-changed"
    }

    static let doc = ModuleDoc(
        "docker_volume", "Manage volumes of a container engine.", collection: "community.docker",
        refused: DockerPatience.refused,
        returns: [
            ReturnValue("volume", "The volume as the engine describes it; null where there is none."),
            ReturnValue("actions", "What was done, or would be.", only: "if `debug` is set"),
        ],
        examples: """
            - name: Keep the plates outside the press
              community.docker.docker_volume: { name: plates, labels: { shelf: "3" } }
            - docker_volume:
                volume_name: plates
                driver_options: { type: tmpfs, device: tmpfs }
                recreate: options-changed
            - docker_volume: { name: plates, state: absent }
            """)

    @Argument("The driver.") var driver: String = "local"
    @Argument("Options of the driver.") var driverOptions: Mapping = [:]
    @Argument("Labels.") var labels: Mapping?
    @Argument("When a volume that is there is removed with all it holds, and made anew.") var recreate: Recreation =
        .never
    @Argument("Whether there should be such a volume.") var state: Presence = .present
    @Argument("The name.", aliases: "name") var volumeName: String
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    func validate() throws(ModuleFailure) {
        try address.validate()
        try DockerEngine.check("a volume", volumeName)
    }

    var touches: [Footprint] { [DockerEngine.footprint] }
    var probe: Probe<Value?> { volume.probe }

    func changes(from found: Value?) -> [Change] {
        guard state == .present else { return found == nil ? [] : [removal] }
        guard let found else { return [creation(behind: nil)] }
        let differences = differences(of: found)
        let isRemade = recreate == .always || (recreate == .optionsChanged && !differences.isEmpty)
        return isRemade ? [removal, creation(behind: differences)] : []
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Value?>) -> ModuleFailure? {
        .docker(output)
    }

    func result(_ applied: Applied<Value?>) -> ModuleResult {
        let found = applied.changed ? applied.after : applied.before
        var result: ModuleResult = ["volume": (found ?? nil) ?? .null]
        if patience.debug { result["actions"] = .list(applied.changes.map { .string($0.summary) }) }
        return result
    }
}

extension DockerVolume {
    private var engine: DockerEngine { DockerEngine(address, patience) }
    private var volume: HostFact<Value?> { engine.thing("/volumes/\(volumeName)") }

    private func differences(of found: Value) -> DockerDifferences {
        var differences = DockerDifferences()
        differences.compare("driver", .string(driver), with: found["Driver"])
        differences.compare("driver_options", driverOptions.isEmpty ? nil : driverOptions, within: found["Options"])
        differences.compare("labels", labels, within: found["Labels"])
        return differences
    }

    private var removal: Change {
        Change(
            "remove the volume \(volumeName)", diff: .setting(volumeName, before: "present", after: nil),
            steps: [engine.step(DockerCall("DELETE", "/volumes/\(volumeName)"))], expects: volume.becoming(nil))
    }

    private func creation(behind differences: DockerDifferences?) -> Change {
        var body: Mapping = ["Name": .string(volumeName), "Driver": .string(driver)]
        body["DriverOpts"] = .map(driverOptions.asTexts)
        if let labels { body["Labels"] = .map(labels.asTexts) }
        let wanted: Value = [
            "Name": .string(volumeName), "Driver": .string(driver), "Options": .map(driverOptions.asTexts),
            "Labels": .map((labels ?? [:]).asTexts),
        ]
        return Change(
            "create the volume \(volumeName)",
            diff: differences?.diff ?? .setting(volumeName, before: nil, after: "present"),
            steps: [engine.step(DockerCall("POST", "/volumes/create", body: .map(body)))],
            expects: volume.becoming(wanted) { told in told.map { self.differences(of: $0).isEmpty } ?? false })
    }
}
