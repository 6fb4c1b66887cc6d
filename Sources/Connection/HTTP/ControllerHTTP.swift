import Controller
package import ModuleKit
import Values

/// HTTP spoken by the controller, with the same tools by which hosts speak it.
package enum ControllerHTTP {
    /// Blocks the calling thread.
    ///
    /// - Returns: The response; its status is -1 if there was none, with the reason in words.
    package static func respond(
        to request: HTTPRequest, environment: [String: String]
    ) throws(ModuleFailure) -> HTTPResponse {
        let step = HTTPRendering.request(request)
        let marker = Nonce.make()
        var outcome: ControllerProgram.Outcome
        do {
            outcome = try program(step.frame, marker, request, environment).run()
        } catch {
            throw ModuleFailure("\(request.url) did not answer in time, or no program could be started to request it")
        }
        let reply = FrameReply(
            output: CapturedOutput(outcome.output), errors: CapturedOutput(outcome.errors), status: Int(outcome.code),
            marker: marker)
        switch step.read(reply) {
        case .responded(let response): return response
        case .failed(let failure): throw ModuleFailure(failure.message)
        default: throw ModuleFailure("\(request.url) could not be requested")
        }
    }

    /// The script goes by the environment: in a list of arguments anybody could read its passwords.
    private static func program(
        _ frame: Frame, _ marker: String, _ request: HTTPRequest, _ environment: [String: String]
    ) -> ControllerProgram {
        let pieces = ([.core] + frame.pieces).flatMap(\.script)
        let script = pieces + Array("\nsp_m=\(marker)\n".utf8) + frame.script
        var program = ControllerProgram(
            "/bin/sh", ["-c", "sp_script=$SP_SCRIPT; unset SP_SCRIPT; eval \"$sp_script\""],
            timeout: .seconds(request.timeout + 60))
        program.environment = environment.merging(["SP_SCRIPT": String(hostBytes: script)]) { $1 }
        return program
    }
}
