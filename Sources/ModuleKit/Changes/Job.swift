/// Steps that go on on a host when the exchange that starts them is over, and the questions that follow them there.
package struct Job: Hashable, Sendable {
    /// Where a host keeps a job: its status file, and beside that what the job writes.
    package struct Record: Hashable, Sendable {
        /// Letters, digits and dots; the name of the status file.
        package var id: String
        /// The directory of all jobs of the user who starts them; made if there is none.
        package var directory: RemotePath

        package init(id: String, in directory: RemotePath) {
            self.id = id
            self.directory = directory
        }
    }

    package var record: Record
    package var steps: [Step]
    /// Answered when the steps are taken, or one of them has failed.
    package var queries: [Query]
    /// Seconds after which the host ends it, looked at every five.
    package var limit: Int
    /// What marks failures in its output: programs cannot guess it.
    package let mark: String

    package init(_ record: Record, steps: [Step] = [], then queries: [Query] = [], limit: Int = 0) {
        self.record = record
        self.steps = steps
        self.queries = queries
        self.limit = limit
        mark = String(UInt64.random(in: .min ... .max), radix: 36)
    }
}

/// What is to be done about a job.
package enum JobOrder: Hashable, Sendable {
    /// Starts it, once however often it is told.
    case start(Job)
    /// Tells how far it is, as soon as it has ended or so many seconds have passed. Of a job whose steps are not known
    /// only what it printed is told.
    case look(Job, wait: Double)
    /// Lets go of all that the host keeps of it. If it still runs, it goes on and leaves nothing behind.
    case forget(Job.Record)
}

/// How far a job is.
package struct JobReport: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case running, ended
        /// Its time was over, and it was ended.
        case overdue
        /// It neither runs nor has it told an end: the host was restarted, or somebody killed it.
        case vanished
        /// The host knows of no such job.
        case absent
    }

    package var state: State
    /// Its status file, by its full path.
    package var file: String
    /// Of each step and to each question; empty unless it has ended and they are known.
    package var outcomes: [StepOutcome]
    package var answers: [Answer]
    /// What each part of it printed.
    package var outputs: [CommandOutput]

    package init(
        _ state: State, file: String, outcomes: [StepOutcome] = [], answers: [Answer] = [],
        outputs: [CommandOutput] = []
    ) {
        self.state = state
        self.file = file
        self.outcomes = outcomes
        self.answers = answers
        self.outputs = outputs
    }
}
