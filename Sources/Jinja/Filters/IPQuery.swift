import Values

/// What `ipaddr('…')` asks of an address, as ansible.utils has it.
struct IPQuery {
    /// An address or network that is asked about.
    struct Subject {
        let network: IPNetwork
        /// What is given back where a question holds.
        let value: Object
        /// Whether a prefix was written.
        var isNetwork: Bool { network.hasPrefix }
    }

    private let query: String
    private let version: Int?
    /// The network that `query` is, if it is one.
    private let container: IPNetwork?

    init(_ query: Object, version: Int?) throws(Fault) {
        let query = try Python.text(query)
        self.query = query
        self.version = version
        container = query.utf8.allSatisfy(\.isDigit) ? nil : IPNetwork(query)
    }

    init(_ query: String) {
        self.query = query
        version = nil
        container = nil
    }

    /// The answer for one address, or for those of a list that have one.
    /// - Throws: if it is not text, a number or a list, or the question is none.
    func answer(_ input: Object) throws(Fault) -> Object {
        switch input {
        case .undefined(let undefined): throw undefined.fault
        case .list, .string, .verbatim, .int, .big, .bool: return try answer(any: input)
        default:
            throw Fault.failed("value is not an address", "`ipaddr` takes strings and lists, not \(input.kindInWords).")
        }
    }

    private func answer(any input: Object) throws(Fault) -> Object {
        if let items = try input.sequenceItems() {
            var answers: [Object] = []
            for item in items {
                let answer = try answer(any: item)
                if try Python.isTrue(answer) { answers.append(answer) }
            }
            return .list(answers)
        }
        guard let subject = try subject(input) else { return .bool(false) }
        return try answer(subject)
    }

    /// What is asked about, or `nil` if it is no address of the version asked for.
    func subject(_ input: Object) throws(Fault) -> Subject? {
        if case .bool = input { return nil }
        guard try Python.isTrue(input) else { return nil }
        let text = try Python.text(input)
        if let network = IPNetwork(text) { return isWanted(network) ? Subject(network: network, value: input) : nil }
        guard let network = number(text), isWanted(network) else { return nil }
        return Subject(network: network, value: .string(network.withPrefix(network.address)))
    }

    /// The address that a number stands for, with a prefix behind it or without.
    private func number(_ text: String) -> IPNetwork? {
        let parts = Python.split(text, on: "/", limit: -1, fromRight: false)
        guard let number = UInt128(parts[0]) else { return nil }
        if parts.count == 1 { return IPNetwork(number: number, version: version) }
        return parts.count == 2 ? Int(parts[1]).flatMap { IPNetwork(number: number, prefix: $0) } : nil
    }

    private func isWanted(_ network: IPNetwork) -> Bool { version.map { $0 == network.version } ?? true }

    func answer(_ subject: Subject) throws(Fault) -> Object {
        if let container { return container.contains(subject.network) ? subject.value : .none }
        if let answer = Self.form(query, of: subject) { return answer }
        if let answer = try Self.neighbour(query, of: subject) { return answer }
        if let answer = try Self.kind(query, of: subject) { return answer }
        return try host(of: subject)
    }

    /// The host of a number in the network; the address itself has no others.
    private func host(of subject: Subject) throws(Fault) -> Object {
        guard let number = Python.float(of: query) else {
            throw Fault.failed("unknown address query", "`ipaddr` has no query `\(query)`.")
        }
        let network = subject.network
        if network.isSingle {
            return .string(subject.isNetwork ? network.withPrefix(network.address) : network.text(network.address))
        }
        guard let index = Int(exactly: number), !query.contains("."), let host = network.host(index) else {
            return .bool(false)
        }
        return .string(network.withPrefix(host))
    }
}
