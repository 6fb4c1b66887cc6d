/// A file to be made or replaced on the controller, with what came from a host.
///
/// The runner makes missing directories and replaces the file in one rename; in check mode it does nothing.
package struct ControllerWrite: Hashable, Sendable {
    /// Absolute and free of `.` and `..`.
    package var path: String
    package var content: Content

    package init(_ content: Content, to path: String) {
        self.path = path
        self.content = content
    }
}
