extension Lookup {
    /// One of the terms, by chance.
    static let randomChoice = Lookup("random_choice") { (call) throws(Fault) in
        guard let choice = call.terms.randomElement() else { return [] }
        return [choice]
    }
}
