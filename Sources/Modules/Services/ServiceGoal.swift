import ModuleKit

/// What a task wants of a service's running state.
enum ServiceGoal: String, ArgumentChoice {
    case started, stopped, restarted, reloaded

    /// The state reported afterwards: what was bounced runs.
    var reached: String { self == .stopped ? "stopped" : "started" }

    /// What to tell the service's manager; `nil` if it is so already.
    ///
    /// A service that is to be reloaded but does not run is started, as Ansible does.
    func verb(isRunning: Bool, isStopping: Bool = false) -> String? {
        switch self {
        case .started: isRunning ? nil : "start"
        case .stopped: isRunning || isStopping ? "stop" : nil
        case .restarted: "restart"
        case .reloaded: isRunning ? "reload" : "start"
        }
    }
}
