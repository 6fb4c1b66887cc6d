import ModuleKit
import ModuleTesting

@testable import Connection

extension Answer {
    var file: RemoteFile? { if case .file(let file) = self { file } else { nil } }
    var files: [RemoteFile]? { if case .directory(let files) = self { files } else { nil } }
    var output: CommandOutput? { if case .command(let output) = self { output } else { nil } }
}

extension StepOutcome {
    var failure: StepFailure? { if case .failed(let failure) = self { failure } else { nil } }
    var output: CommandOutput? { if case .ran(let output) = self { output } else { nil } }
}

extension SeededRandom {
    /// - Parameter nastily: Mostly characters that mean something to a shell.
    mutating func bytes(upTo count: Int, nastily: Bool = false) -> [UInt8] {
        let nasty = Array("'\"$`\\!*?[]{}()<>|&;#~=-% \n\t".utf8) + [0x80, 0xFF, 0x01, 0x7F, 0xC3, 0xF4]
        return (0..<Int.random(in: 0...count, using: &self)).map { _ in
            nastily && Bool.random(using: &self)
                ? nasty[Int.random(in: 0..<nasty.count, using: &self)] : UInt8.random(in: 0...255, using: &self)
        }
    }
}
