import Runner

/// How long the run took, in whole seconds: `timer` of ansible.posix.
struct TimerView: View {
    mutating func text(for event: RunEvent) -> String {
        guard case .finished(let summary) = event else { return "" }
        let seconds = Int(summary.duration)
        return
            "Playbook run took \(seconds / 86_400) days, \(seconds / 3600 % 24) hours, \(seconds / 60 % 60) minutes, "
            + "\(seconds % 60) seconds\n"
    }
}
