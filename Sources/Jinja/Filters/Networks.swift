extension Filter {
    /// Filters of ansible.utils on addresses.
    static var networks: [Filter] { [] }
}

extension Test {
    static var networks: [Test] { [] }
}
