import Values

extension Object {
    /// What it means where Ansible wants a boolean, as ``Values/Value/boolean`` has it.
    var boolean: Bool? {
        if let text = string { return text.boolean }
        switch number {
        case 0: return false
        case 1: return true
        default: return nil
        }
    }
}
