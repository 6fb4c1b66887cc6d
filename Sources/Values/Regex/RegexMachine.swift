/// Runs a program on a text, with its own stack for going back.
struct RegexMachine {
    /// Steps for all attempts of one search; reached by patterns such as `(a+)+b` only.
    private static let mostSteps = 20_000_000

    private struct Choice {
        let instruction: Int
        let position: Int
        let undone: Int
        /// For `run`: how many more (or fewer) characters may still be taken.
        let remaining: Int
    }

    private enum Undo {
        case slot(Int, Int)
        case register(Int, Int)
    }

    private let program: RegexProgram
    private let subject: RegexSubject
    private let mustEnd: Bool
    private var steps = mostSteps
    private var slots: [Int]
    private var registers: [Int]
    private var undo: [Undo] = []

    init(_ program: RegexProgram, _ subject: RegexSubject, mustEnd: Bool = false) {
        self.program = program
        self.subject = subject
        self.mustEnd = mustEnd
        slots = Array(repeating: -1, count: (program.groupCount + 1) * 2)
        registers = Array(repeating: -1, count: program.registerCount)
    }

    /// The next place at which a match could begin.
    func candidate(from start: Int) -> Int? {
        guard start <= subject.count else { return nil }
        if program.isAnchored { return start == 0 ? 0 : nil }
        guard let first = program.firstCharacter else { return start }
        for position in start..<subject.count where subject[position].value == first { return position }
        return nil
    }

    /// A new search begins.
    mutating func renew() { steps = Self.mostSteps }

    /// The match that begins at a place.
    mutating func run(at start: Int, rejectsEmpty: Bool = false) throws(RegexError) -> PythonRegex.Match? {
        for index in slots.indices { slots[index] = -1 }
        undo.removeAll(keepingCapacity: true)
        guard try run(from: 0, at: start, rejectingEmptyAt: rejectsEmpty ? start : nil) != nil else { return nil }
        let ranges = stride(from: 0, to: slots.count, by: 2).map { slot in
            slots[slot] >= 0 && slots[slot + 1] >= slots[slot] ? slots[slot]..<slots[slot + 1] : nil
        }
        return PythonRegex.Match(subject, ranges, names: program.groupNames)
    }

    /// Runs instructions to their `done`; answers where the match ends.
    private mutating func run(
        from first: Int, at start: Int, rejectingEmptyAt empty: Int? = nil
    ) throws(RegexError) -> Int? {
        var choices: [Choice] = []
        var instruction = first
        var position = start
        while true {
            steps -= 1
            guard steps > 0 else { throw RegexError("matching takes too long: the pattern backtracks without end") }
            if case .done = program.instructions[instruction] {
                let isOuter = first == 0
                let isRefused = isOuter && (empty == position || mustEnd && position != subject.count)
                if !isRefused { return position }
            } else if try step(&instruction, &position, &choices) {
                continue
            }
            guard goBack(&instruction, &position, &choices) else { return nil }
        }
    }

    /// Takes up the last choice again.
    private mutating func goBack(_ instruction: inout Int, _ position: inout Int, _ choices: inout [Choice]) -> Bool {
        while let choice = choices.popLast() {
            while undo.count > choice.undone { revert() }
            // A split may lead to a run; only a choice with something left to give back is the run's own.
            guard choice.remaining > 0, case .run(let set, _, _, let isLazy) = program.instructions[choice.instruction]
            else {
                instruction = choice.instruction
                position = choice.position
                return true
            }
            guard resume(choice, program.sets[set], isLazy, &position, &choices) else { continue }
            instruction = choice.instruction + 1
            return true
        }
        return false
    }

    /// Gives back a character that a run took, or takes one more if the run is lazy.
    private func resume(
        _ choice: Choice, _ set: RegexSet, _ isLazy: Bool, _ position: inout Int, _ choices: inout [Choice]
    ) -> Bool {
        if isLazy {
            guard choice.position < subject.count, set.contains(subject[choice.position]) else { return false }
        }
        position = choice.position + (isLazy ? 1 : -1)
        if choice.remaining > 1 {
            choices.append(
                Choice(
                    instruction: choice.instruction, position: position, undone: choice.undone,
                    remaining: choice.remaining - 1))
        }
        return true
    }

    private mutating func revert() {
        switch undo.removeLast() {
        case .slot(let index, let value): slots[index] = value
        case .register(let index, let value): registers[index] = value
        }
    }

    /// Carries out one instruction; false if it does not match.
    private mutating func step(
        _ instruction: inout Int, _ position: inout Int, _ choices: inout [Choice]
    ) throws(RegexError) -> Bool {
        let current = instruction
        instruction += 1
        switch program.instructions[current] {
        case .character(let value):
            guard position < subject.count, subject[position].value == value else { return false }
            position += 1
        case .set(let index):
            guard position < subject.count, program.sets[index].contains(subject[position]) else { return false }
            position += 1
        case .run(let index, let min, let max, let isLazy):
            return take(program.sets[index], min, max, isLazy, current, &position, &choices)
        case .jump(let target): instruction = target
        case .split(let preferred, let other):
            choices.append(Choice(instruction: other, position: position, undone: undo.count, remaining: 0))
            instruction = preferred
        case .save(let slot):
            undo.append(.slot(slot, slots[slot]))
            slots[slot] = position
        case .assertion(let assertion): return holds(assertion, at: position)
        case .backReference(let group, let ignoresCase): return matches(group, ignoresCase, &position)
        case .mark(let register):
            undo.append(.register(register, registers[register]))
            registers[register] = position
        case .progress(let register, let exit): if registers[register] == position { instruction = exit }
        case .look(let end, let width, let isNegative):
            instruction = end
            return try look(from: current + 1, at: position - (width ?? 0), isNegative: isNegative)
        case .atomic(let end):
            instruction = end
            guard let reached = try run(from: current + 1, at: position) else { return false }
            position = reached
        case .ifGroup(let group, let otherwise): if slots[group * 2 + 1] < 0 { instruction = otherwise }
        case .done: break
        }
        return true
    }

    /// Takes characters of a set in one go and notes how many may be given back.
    private mutating func take(
        _ set: RegexSet, _ min: Int, _ max: Int, _ isLazy: Bool, _ instruction: Int, _ position: inout Int,
        _ choices: inout [Choice]
    ) -> Bool {
        let start = position
        let wanted = isLazy ? min : max
        let end = wanted > subject.count - start ? subject.count : start + wanted
        while position < end, set.contains(subject[position]) { position += 1 }
        let taken = position - start
        steps -= taken / 16
        guard taken >= min else { return false }
        let remaining = isLazy ? max - min : taken - min
        if remaining > 0 {
            choices.append(
                Choice(instruction: instruction, position: position, undone: undo.count, remaining: remaining))
        }
        return true
    }

    /// Looks around without moving; the groups of a look-around that must fail are forgotten.
    private mutating func look(from instruction: Int, at position: Int, isNegative: Bool) throws(RegexError) -> Bool {
        let before = undo.count
        let isFound = position >= 0 ? try run(from: instruction, at: position) != nil : false
        if !isFound || isNegative {
            while undo.count > before { revert() }
        }
        return isFound != isNegative
    }

    private func matches(_ group: Int, _ ignoresCase: Bool, _ position: inout Int) -> Bool {
        let (start, end) = (slots[group * 2], slots[group * 2 + 1])
        guard start >= 0, end >= start, position + end - start <= subject.count else { return false }
        for index in start..<end {
            let (left, right) = (subject[index], subject[position + index - start])
            let isSame =
                left == right
                || ignoresCase && left.properties.lowercaseMapping == right.properties.lowercaseMapping
            guard isSame else { return false }
        }
        position += end - start
        return true
    }

    private func holds(_ assertion: RegexAssertion, at position: Int) -> Bool {
        let count = subject.count
        switch assertion {
        case .textStart: return position == 0
        case .textEnd: return position == count
        case .end: return position == count || position == count - 1 && subject[position] == "\n"
        case .lineStart: return position == 0 || subject[position - 1] == "\n"
        case .lineEnd: return position == count || subject[position] == "\n"
        case .wordBoundary(let isASCII): return isBoundary(position, isASCII)
        case .noWordBoundary(let isASCII): return !isBoundary(position, isASCII) && count > 0
        }
    }

    private func isBoundary(_ position: Int, _ isASCII: Bool) -> Bool {
        let isWord = { (index: Int) in
            index >= 0 && index < subject.count
                && RegexSet.Class.word.contains(subject[index].value, isASCII: isASCII)
        }
        return isWord(position - 1) != isWord(position)
    }
}
