package import Values

/// Whom to become on a host, and how.
package struct Become: Hashable, Sendable {
    package enum Method: String, Hashable, Sendable, CaseIterable {
        case sudo, su, doas
    }

    package var user: String
    package var method: Method
    /// `nil`: none is sent; a method that asks for one then fails with a message that says so.
    package var password: Secret?
    /// Flags of the method as one text, such as sudo's `-H -S`; `nil` for the method's usual ones.
    package var flags: String?
    /// The program, when it is not the method's name.
    package var executable: String?

    package init(
        user: String = "root", method: Method = .sudo, password: Secret? = nil, flags: String? = nil,
        executable: String? = nil
    ) {
        self.user = user
        self.method = method
        self.password = password
        self.flags = flags
        self.executable = executable
    }
}
