import ModuleKit

/// Limits to the age of a password, in days.
struct UserAges {
    private let name: String
    private let least: Int?
    private let greatest: Int?
    private let warning: Int?
    private let inactive: Int?

    init(_ user: UserModule) {
        name = user.name
        least = user.passwordExpireMin
        greatest = user.passwordExpireMax
        warning = user.passwordExpireWarn
        inactive = user.passwordExpireAccountDisable
    }

    /// The call of chage(1) that sets what differs; `nil` if nothing does.
    ///
    /// - Parameter account: `nil` for one that is being made, whose inactive days useradd sets.
    func chage(from account: Account?) -> [String]? {
        let options: [(String, wanted: Int?, present: Int?)] = [
            ("-m", least, account?.passwordMinimumAge), ("-M", greatest, account?.passwordMaximumAge),
            ("-W", warning, account?.passwordWarning),
            ("-I", account == nil ? nil : inactive, account?.passwordInactive),
        ]
        let words = options.flatMap { option, wanted, present in
            wanted.map { $0 == present ? [] : [option, String($0)] } ?? []
        }
        return words.isEmpty ? nil : ["chage"] + words + [name]
    }

    func applied(to account: Account) -> Account {
        var account = account
        account.passwordMinimumAge = least ?? account.passwordMinimumAge
        account.passwordMaximumAge = greatest ?? account.passwordMaximumAge
        account.passwordWarning = warning ?? account.passwordWarning
        account.passwordInactive = inactive ?? account.passwordInactive
        return account
    }
}
