package import Values

/// A user account, as the host's name service gives it.
package struct Account: Hashable, Sendable {
    package var name: String
    package var userID: Int
    package var groupID: Int
    package var comment: String
    package var home: String
    package var shell: String
    /// Names of all groups but the primary one.
    package var groups: [String]
    package var primaryGroup: String?
    /// The second field of the shadow file; `nil` when it may not be read.
    package var passwordHash: Secret?
    /// Days since 1970 on which the account expires; `nil` for never or unknown.
    package var expires: Int?
    /// Days: the least and the greatest age of a password, and the warning before; `nil` when not set.
    package var passwordMinimumAge: Int?
    package var passwordMaximumAge: Int?
    package var passwordWarning: Int?
    /// Days after the password's end until the account is shut; `nil` when not set.
    package var passwordInactive: Int?
    /// Whether the account stands in the local account file rather than in a directory service.
    package var isLocal: Bool

    package init(
        name: String, userID: Int, groupID: Int, comment: String = "", home: String, shell: String,
        groups: [String] = [], primaryGroup: String? = nil, passwordHash: Secret? = nil, expires: Int? = nil,
        passwordMinimumAge: Int? = nil, passwordMaximumAge: Int? = nil, passwordWarning: Int? = nil,
        passwordInactive: Int? = nil, isLocal: Bool = true
    ) {
        self.name = name
        self.userID = userID
        self.groupID = groupID
        self.comment = comment
        self.home = home
        self.shell = shell
        self.groups = groups
        self.primaryGroup = primaryGroup
        self.passwordHash = passwordHash
        self.expires = expires
        self.passwordMinimumAge = passwordMinimumAge
        self.passwordMaximumAge = passwordMaximumAge
        self.passwordWarning = passwordWarning
        self.passwordInactive = passwordInactive
        self.isLocal = isLocal
    }
}

/// A group, as the host's name service gives it.
package struct Group: Hashable, Sendable {
    package var name: String
    package var groupID: Int
    package var members: [String]
    package var isLocal: Bool

    package init(name: String, groupID: Int, members: [String] = [], isLocal: Bool = true) {
        self.name = name
        self.groupID = groupID
        self.members = members
        self.isLocal = isLocal
    }
}
