import Glibc

/// What the configuration files say of hosts: one file of `-F`, or the user's and the system's.
struct SSHLookUp: Sendable {
    private let paths: [String]

    /// - Parameter file: Of `-F`.
    init(file: String?) throws(ConnectionError) {
        switch file {
        case nil: paths = ["~/.ssh/config", "/etc/ssh/ssh_config"]
        case "none": paths = []
        case let file?:
            guard access(UserFile.expanded(file), R_OK) == 0 else {
                throw .badOptions("the SSH configuration file \(file), given with -F, cannot be read")
            }
            paths = [file]
        }
    }

    /// - Parameters:
    ///   - host: As the user wrote it.
    ///   - first: What is already known, from the command line; it wins.
    func values(for host: String, onTopOf first: SSHConfig.Values = SSHConfig.Values()) throws(ConnectionError)
        -> SSHConfig.Values
    {
        var values = first
        var scope = SSHConfig.Scope(host: host)
        try apply(to: &values, &scope)
        guard scope.wantsFinalPass else { return values }
        let found = SSHTokens(values, host: host, originalHost: host).host
        var final = SSHConfig.Scope(host: found, originalHost: host)
        try apply(to: &values, &final)
        return values
    }

    private func apply(to values: inout SSHConfig.Values, _ scope: inout SSHConfig.Scope) throws(ConnectionError) {
        for path in paths { try SSHConfig.file(path).apply(to: &values, &scope) }
    }
}

/// Times of ssh_config(5): `90`, `1m30s`, `2h`.
enum SSHTime {
    /// Seconds; `nil` if it is no time or none at all.
    static func seconds(_ text: String?) -> Double? {
        guard let text, text.first?.isNumber == true else { return nil }
        var (total, digits): (Double, String) = (0, "")
        for character in text {
            if character.isNumber {
                digits.append(character)
            } else {
                guard let number = Double(digits), let factor = factors[character.lowercased()] else { return nil }
                (total, digits) = (total + number * factor, "")
            }
        }
        return total + (Double(digits) ?? 0)
    }

    private static let factors = ["s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0]
}
