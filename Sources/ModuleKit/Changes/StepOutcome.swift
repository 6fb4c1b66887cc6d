/// What became of one ``Step``.
package enum StepOutcome: Hashable, Sendable {
    case done
    /// A file was written; where the old one was kept, if that was asked for, and which of its extras could not be
    /// given to the new one, in the host's words.
    case written(backup: RemotePath?, lost: String? = nil)
    case ran(CommandOutput)
    case responded(HTTPResponse)
    case downloaded(Downloaded)
    /// Waited this many seconds.
    case waited(Double)
    /// Waited this many seconds in vain.
    case expired(Double)
    case job(JobReport)
    case failed(StepFailure)
    /// Not taken, because an earlier one failed.
    case notTaken

    package var isFailure: Bool {
        if case .failed = self { true } else { false }
    }

    /// Whether the steps behind it are not taken.
    package var stopsTheRest: Bool {
        switch self {
        case .failed, .notTaken, .expired: true
        case .ran(let output): output.exitCode != 0
        default: false
        }
    }
}

/// Why a step failed, in the host's words and in ours.
package struct StepFailure: Error, Hashable, Sendable {
    /// Kinds that modules or people treat differently.
    package enum Kind: Hashable, Sendable {
        case noSpace, permission, readOnly, missingParent, missingTool, validation, digest, timeout, connection, other
        /// The kernel takes no such arguments or environment.
        case tooLong
        /// What was to be replaced is not what the step was decided on.
        case superseded
        /// Another writes the same file, for longer than the host waited.
        case busy
    }

    package var kind: Kind
    package var message: String
    /// The output of the command that failed, where there was one.
    package var output: CommandOutput?

    package init(_ kind: Kind, _ message: String, output: CommandOutput? = nil) {
        self.kind = kind
        self.message = message
        self.output = output
    }
}

extension Sequence<StepOutcome> {
    package var firstFailure: StepFailure? {
        for case .failed(let failure) in self { return failure }
        return nil
    }
}
