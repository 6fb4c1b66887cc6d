/// What holds for a task beside its arguments. Our own modules need none of it.
package struct TaskCircumstances: Hashable, Sendable {
    package var isCheckMode = false
    package var showsDiff = false
    /// `no_log`.
    package var isHidden = false
    /// How many `-v` there are.
    package var verbosity = 0
    /// `ansible_NAME_interpreter` of the host, by NAME.
    package var interpreters: [String: String] = [:]

    package init() {}
}
