extension String {
    /// What a word means where Ansible wants a boolean, in any case and with white space around it; `nil` for all other
    /// words. Source: `boolean` of `ansible.module_utils.parsing.convert_bool`.
    package var boolean: Bool? {
        switch trimmed.lowercased() {
        case "y", "yes", "on", "1", "true", "t": true
        case "n", "no", "off", "0", "false", "f": false
        default: nil
        }
    }
}

extension Value {
    /// What the value means where Ansible wants a boolean: a boolean, 0 or 1, or a word; `nil` for anything else.
    package var boolean: Bool? {
        switch self {
        case .bool(let flag): flag
        case .int(0), .double(0): false
        case .int(1), .double(1): true
        default: text?.boolean
        }
    }
}
