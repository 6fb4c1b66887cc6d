import ModuleKit
import Values

/// A module that imports what Ansible and collections have for modules. The host gets these files once and keeps them; one
/// interpreter for each user has the usual ones loaded and forks for each module.
struct PythonModule: FoundModule {
    @ExtraArguments("Its own.") var arguments: Mapping
    var call: ModuleCall?

    private enum CodingKeys: CodingKey { case arguments }

    var probe: Probe<HostPython> {
        get throws(ModuleFailure) { HostPython.fact(try completed().interpreter).probe }
    }

    func changes(from host: HostPython) throws(ModuleFailure) -> [Change] {
        let call = try completed()
        guard let code = call.code else { throw ModuleFailure("internal error: a module without its code") }
        let python = try host.found(for: call.file.name, wanted: call.interpreter)
        let request = DriverRequest(
            python: python, host: host, code: code, arguments: call.arguments(arguments, version: code.version))
        return [Change("run \(call.file.name)", steps: [.run(request.command)], touches: touches)]
    }
}
