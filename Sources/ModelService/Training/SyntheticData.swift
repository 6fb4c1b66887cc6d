#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Invented people with the nine columns of the Pima Indians Diabetes set.
///
/// No row is of a real person. Columns have plausible ranges and lean on each other a little; the outcome is drawn from
/// a logistic rule over six of them, so that a model can learn much of it and not all.
package struct SyntheticData {
    private var random: SeededRandom

    package init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// Rows as CSV without a header, to be read like the original.
    package mutating func csv(rows: Int) -> String {
        var text = ""
        for _ in 0..<rows { text += person().line + "\n" }
        return text
    }

    private mutating func person() -> Person {
        let age = min(81, 21 + (-log(1 - random.uniform()) * 12).rounded(.down))
        let bmi = bounded(32 + 7 * random.normal(), 18...67)
        let glucose = bounded(106 + 0.45 * age + 29 * random.normal(), 44...199).rounded()
        let insulin = bounded(exp(4.75 + 0.012 * (glucose - 120) + 0.55 * random.normal()), 14...846).rounded()
        var person = Person(
            pregnancies: bounded((age - 21) * 0.16 + 1.6 + 2.2 * random.normal(), 0...17).rounded(.down),
            glucose: glucose,
            pressure: bounded(60 + 0.3 * age + 11 * random.normal(), 24...122).rounded(),
            skin: bounded(0.9 * bmi + 8 * random.normal(), 7...99).rounded(),
            insulin: insulin, bmi: bmi, pedigree: bounded(exp(-0.9 + 0.6 * random.normal()), 0.078...2.42), age: age)
        person.outcome = random.uniform() < person.risk
        // As in the original, where a zero means "not measured".
        if random.uniform() < 0.3 { person.skin = 0 }
        if random.uniform() < 0.48 { person.insulin = 0 }
        return person
    }
}

private struct Person {
    var pregnancies: Double
    var glucose: Double
    var pressure: Double
    var skin: Double
    var insulin: Double
    var bmi: Double
    var pedigree: Double
    var age: Double
    var outcome = false

    /// The chance of outcome 1; weights in the proportions usual for such data, steep enough to be learnt.
    var risk: Double {
        let score =
            0.12 * (pregnancies - 3) + 0.036 * (glucose - 131) + 0.09 * (bmi - 32) + 0.95 * (pedigree - 0.48)
            + 0.015 * (age - 33) - 0.013 * (pressure - 70) - 0.3
        return 1 / (1 + exp(-1.8 * score))
    }

    var line: String {
        let whole = [pregnancies, glucose, pressure, skin, insulin].map { String(Int($0)) }
        return (whole + [fixed(bmi, 1), fixed(pedigree, 3), String(Int(age)), outcome ? "1" : "0"])
            .joined(separator: ",")
    }
}

private func bounded(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    min(max(value, range.lowerBound), range.upperBound)
}

/// A positive number with a fixed number of decimals.
func fixed(_ value: Double, _ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
    let units = Int((value * Double(scale)).rounded())
    let fraction = String(units % scale)
    return "\(units / scale).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
}
