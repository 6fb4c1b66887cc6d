/// A pattern as instructions for the machine.
struct RegexProgram: Sendable {
    enum Instruction: Sendable {
        case character(UInt32)
        case set(Int)
        /// As many as possible of a set, or as few, between two counts: backtracking costs one entry.
        case run(Int, min: Int, max: Int, isLazy: Bool)
        case jump(Int)
        /// Try the first; if what follows fails, the second.
        case split(Int, Int)
        case save(Int)
        case assertion(RegexAssertion)
        case backReference(Int, ignoresCase: Bool)
        /// Remembers the position in a register, so that an empty turn of a loop is noticed.
        case mark(Int)
        /// Leaves the loop if nothing was matched since the mark.
        case progress(Int, exit: Int)
        /// Runs the instructions up to `end` on their own.
        case look(end: Int, width: Int?, isNegative: Bool)
        case atomic(end: Int)
        /// Goes to the second place if the group took no part.
        case ifGroup(Int, otherwise: Int)
        case done
    }

    var instructions: [Instruction] = []
    var sets: [RegexSet] = []
    let groupCount: Int
    let groupNames: [String: Int]
    var registerCount = 0
    /// The first character of every match, if there is one for all.
    var firstCharacter: UInt32?
    /// Whether a match can begin only at the start of the text.
    var isAnchored = false
}

/// Turns a parsed pattern into a program.
struct RegexCompiler {
    static let mostRepeats = 65_535
    /// Counted repeats are written out; more than this many instructions are refused.
    private static let mostInstructions = 200_000

    private var program: RegexProgram

    static func compile(_ tree: RegexTree, groups: Int, names: [String: Int]) throws(RegexError) -> RegexProgram {
        var compiler = RegexCompiler(program: RegexProgram(groupCount: groups, groupNames: names))
        try compiler.emit(.group(tree, number: 0))
        try compiler.add(.done)
        compiler.findStart()
        return compiler.program
    }

    private init(program: RegexProgram) { self.program = program }

    private var here: Int { program.instructions.count }

    @discardableResult
    private mutating func add(_ instruction: RegexProgram.Instruction) throws(RegexError) -> Int {
        guard here < Self.mostInstructions else { throw RegexError("the pattern is too large") }
        program.instructions.append(instruction)
        return here - 1
    }

    private mutating func index(of set: RegexSet) -> Int {
        program.sets.append(set)
        return program.sets.count - 1
    }

    private mutating func emit(_ tree: RegexTree) throws(RegexError) {
        switch tree {
        case .empty: break
        case .set(let set):
            if let single = set.single { try add(.character(single)) } else { try add(.set(index(of: set))) }
        case .assertion(let assertion): try add(.assertion(assertion))
        case .group(let inner, let number):
            if let number { try add(.save(number * 2)) }
            try emit(inner)
            if let number { try add(.save(number * 2 + 1)) }
        case .backReference(let number, let ignoresCase):
            try add(.backReference(number, ignoresCase: ignoresCase))
        case .sequence(let parts): for part in parts { try emit(part) }
        case .choice(let parts): try emit(choice: parts)
        case .repeated(let inner, let min, let max, let isLazy): try emit(inner, min, max, isLazy)
        case .look(let inner, let isBehind, let isNegative): try emit(look: inner, isBehind, isNegative)
        case .atomic(let inner):
            let start = try add(.atomic(end: 0))
            try emit(inner)
            try add(.done)
            program.instructions[start] = .atomic(end: here)
        case .conditional(let group, let yes, let no): try emit(group, yes, no)
        }
    }

    private mutating func emit(choice parts: [RegexTree]) throws(RegexError) {
        var exits: [Int] = []
        for part in parts.dropLast() {
            let split = try add(.split(0, 0))
            try emit(part)
            exits.append(try add(.jump(0)))
            program.instructions[split] = .split(split + 1, here)
        }
        if let last = parts.last { try emit(last) }
        for exit in exits { program.instructions[exit] = .jump(here) }
    }

    // MARK: Repeats

    private mutating func emit(
        _ inner: RegexTree, _ min: Int, _ max: Int?, _ isLazy: Bool
    ) throws(RegexError) {
        if case .set(let set) = inner {
            try add(.run(index(of: set), min: min, max: max ?? .max, isLazy: isLazy))
            return
        }
        for _ in 0..<min { try emit(inner) }
        guard let max else { return try emit(star: inner, isLazy) }
        var splits: [Int] = []
        for _ in min..<Swift.max(min, max) {
            splits.append(try add(.split(0, 0)))
            try emit(inner)
        }
        for split in splits { program.instructions[split] = branch(split + 1, here, isLazy) }
    }

    private func branch(_ into: Int, _ past: Int, _ isLazy: Bool) -> RegexProgram.Instruction {
        isLazy ? .split(past, into) : .split(into, past)
    }

    private mutating func emit(star inner: RegexTree, _ isLazy: Bool) throws(RegexError) {
        let start = try add(.split(0, 0))
        let canBeEmpty = inner.width.least == 0
        let register = program.registerCount
        if canBeEmpty {
            program.registerCount += 1
            try add(.mark(register))
        }
        try emit(inner)
        let progress = canBeEmpty ? try add(.progress(register, exit: 0)) : nil
        try add(.jump(start))
        if let progress { program.instructions[progress] = .progress(register, exit: here) }
        program.instructions[start] = branch(start + 1, here, isLazy)
    }

    // MARK: Groups with conditions

    private mutating func emit(look inner: RegexTree, _ isBehind: Bool, _ isNegative: Bool) throws(RegexError) {
        let (least, most) = inner.width
        guard !isBehind || least == most else { throw RegexError("look-behind requires fixed-width pattern") }
        let start = try add(.look(end: 0, width: nil, isNegative: isNegative))
        try emit(inner)
        try add(.done)
        program.instructions[start] = .look(end: here, width: isBehind ? least : nil, isNegative: isNegative)
    }

    private mutating func emit(_ group: Int, _ yes: RegexTree, _ no: RegexTree) throws(RegexError) {
        let condition = try add(.ifGroup(group, otherwise: 0))
        try emit(yes)
        let exit = try add(.jump(0))
        program.instructions[condition] = .ifGroup(group, otherwise: here)
        try emit(no)
        program.instructions[exit] = .jump(here)
    }

    /// Notes what a match must begin with, so that hopeless places are passed over.
    private mutating func findStart() {
        for instruction in program.instructions {
            switch instruction {
            case .save: continue
            case .character(let value): program.firstCharacter = value
            case .assertion(.textStart): program.isAnchored = true
            default: break
            }
            return
        }
    }
}
