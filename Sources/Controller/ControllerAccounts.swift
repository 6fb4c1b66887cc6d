import Glibc
import Synchronization

/// Users and groups of the controller.
///
/// The C library tells of each in one place for all threads, so only one asks at a time: getpwnam(3).
package enum ControllerAccounts {
    private static let oneAtATime = Mutex<Void>(())

    package static func userName(_ id: UInt32) -> String? {
        oneAtATime.withLock { _ in getpwuid(id).map { String(cString: $0.pointee.pw_name) } }
    }

    package static func groupName(_ id: UInt32) -> String? {
        oneAtATime.withLock { _ in getgrgid(id).map { String(cString: $0.pointee.gr_name) } }
    }

    /// - Parameter name: Of a user; `nil` for the one who runs this program.
    package static func home(of name: String?) -> String? {
        oneAtATime.withLock { _ in
            let entry = name.map { getpwnam($0) } ?? getpwuid(getuid())
            return entry.map { String(cString: $0.pointee.pw_dir) }
        }
    }
}
