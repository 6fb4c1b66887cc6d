import Values

/// The arguments of one call.
struct Arguments {
    var positional: [Object] = []
    var named: [(name: String, value: Object)] = []

    static var none: Arguments { Arguments() }
}

/// The parameters of a filter, test, function or method, written as Python writes them:
/// `separator='', attribute=none, *rest, **named`. Those before a `/` have no name for callers.
struct Signature: Sendable {
    struct Parameter: Sendable {
        let name: String
        /// `nil` if the argument must be given.
        let fallback: Literal?
    }

    private(set) var parameters: [Parameter] = []
    /// How many of them can be given by place: those before `*rest`.
    private(set) var positionalCount = 0
    private var namelessCount = 0
    private(set) var takesRest = false
    private(set) var takesNamed = false

    /// Reads a declaration; a default it cannot read is a text, so that nothing is ever wrong here.
    init(_ declaration: String) {
        for part in declaration.split(separator: ",") {
            let text = Python.strip(String(part))
            if text.hasPrefix("**") {
                takesNamed = true
            } else if text.hasPrefix("*") {
                takesRest = true
            } else if text == "/" {
                namelessCount = parameters.count
            } else {
                positionalCount += takesRest ? 0 : 1
                let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
                parameters.append(Parameter(name: sides[0], fallback: sides.count > 1 ? Self.literal(sides[1]) : nil))
            }
        }
    }

    private static func literal(_ text: String) -> Literal {
        switch text {
        case "none": .none
        case "true": .bool(true)
        case "false": .bool(false)
        case _ where text.hasPrefix("'"): .string(String(text.dropFirst().dropLast()))
        default: Int(text).map { .int($0) } ?? Double(text).map { .float($0) } ?? .string(text)
        }
    }

    /// Puts the arguments in the order of the parameters, defaults where none is given.
    ///
    /// - Parameter name: what is called, for messages.
    func bind(_ arguments: Arguments, to name: String) throws(Fault) -> Bound {
        if arguments.named.isEmpty, arguments.positional.count <= positionalCount {
            return try inOrder(arguments.positional, name)
        }
        var bound = Bound()
        guard takesRest || arguments.positional.count <= positionalCount else { throw tooMany(arguments, name) }
        var given = [Object?](repeating: nil, count: parameters.count)
        for (index, value) in arguments.positional.enumerated() {
            if index < positionalCount { given[index] = value } else { bound.rest.append(value) }
        }
        for (key, value) in arguments.named {
            if let index = parameters[namelessCount...].firstIndex(where: { $0.name == key }) {
                guard given[index] == nil else { throw twice(key, name) }
                given[index] = value
            } else if takesNamed {
                bound.named.append((key, value))
            } else {
                throw unknown(key, name)
            }
        }
        bound.values.reserveCapacity(parameters.count)
        for (index, parameter) in parameters.enumerated() {
            guard let value = given[index] ?? parameter.fallback.map({ Object($0) }) else {
                throw missing(parameter.name, name)
            }
            bound.values.append(value)
            if given[index] != nil { bound.given.insert(index) }
        }
        return bound
    }

    /// The binding of a call in which all is given by place, as nearly always.
    private func inOrder(_ positional: [Object], _ name: String) throws(Fault) -> Bound {
        var bound = Bound()
        bound.values = positional
        bound.given.count = positional.count
        guard positional.count < parameters.count else { return bound }
        bound.values.reserveCapacity(parameters.count)
        for parameter in parameters[positional.count...] {
            guard let fallback = parameter.fallback else { throw missing(parameter.name, name) }
            bound.values.append(Object(fallback))
        }
        return bound
    }

    private func missing(_ key: String, _ name: String) -> Fault {
        Fault.failed("missing argument", "`\(name)` needs the argument `\(key)`.")
    }

    private func tooMany(_ arguments: Arguments, _ name: String) -> Fault {
        let count = positionalCount
        let takes = count == 0 ? "no arguments" : count == 1 ? "one argument" : "\(count) arguments"
        return Fault.failed(
            "too many arguments", "`\(name)` takes \(takes), but \(arguments.positional.count) were given.")
    }

    private func twice(_ key: String, _ name: String) -> Fault {
        Fault.failed("argument given twice", "`\(name)` got the argument `\(key)` both by position and by name.")
    }

    private func unknown(_ key: String, _ name: String) -> Fault {
        let names = parameters.map(\.name)
        return Fault.failed(
            "unknown argument",
            "`\(name)` has no argument `\(key)`"
                + (names.isEmpty ? "." : "; it has: \(names.joined(separator: ", "))."),
            help: nearest(key, names))
    }

    private func nearest(_ key: String, _ names: [String]) -> String? {
        Suggestion.question(for: key, among: names)
    }
}

/// Arguments in the order of the parameters.
struct Bound {
    var values: [Object] = []
    fileprivate(set) var given = GivenParameters()
    var rest: [Object] = []
    var named: [(name: String, value: Object)] = []

    subscript(index: Int) -> Object { values[index] }
    func wasGiven(_ index: Int) -> Bool { given.contains(index) }

    /// The argument as text; numbers become text, as `str()` does.
    func text(_ index: Int) throws(Fault) -> String { try Python.text(values[index]) }

    func optionalText(_ index: Int) throws(Fault) -> String? {
        values[index].isNone ? nil : try Python.text(values[index])
    }

    func int(_ index: Int) throws(Fault) -> Int {
        if case .undefined(let undefined) = values[index] { throw undefined.fault }
        if let integer = values[index].integer { return integer }
        if let text = values[index].string, let integer = Python.integer(of: text)?.small { return integer }
        if case .float(let double) = values[index], let integer = Int(exactly: double) { return integer }
        throw Fault.failed(
            "argument is not an integer", "An integer is needed here, not \(values[index].kindInWords).")
    }

    /// The argument as a number of characters or repetitions: what is negative is none, what is huge an error.
    func width(_ index: Int) throws(Fault) -> Int {
        let width = try int(index)
        guard width <= 1 << 24 else {
            throw Fault(.budget, "width too large", "A width of \(width) is not supported.")
        }
        return max(0, width)
    }

    func optionalInt(_ index: Int) throws(Fault) -> Int? { values[index].isNone ? nil : try int(index) }
    func flag(_ index: Int) throws(Fault) -> Bool { try Python.isTrue(values[index]) }
}

/// Which parameters a call gave: the first ones by place, any of the first 64 by name.
struct GivenParameters {
    fileprivate var count = 0
    private var named: UInt64 = 0

    fileprivate mutating func insert(_ index: Int) { named |= 1 << UInt64(index) }
    func contains(_ index: Int) -> Bool { index < count || named >> UInt64(index) & 1 == 1 }
}
