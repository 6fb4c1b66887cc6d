extension Optional {
    /// `??` for a right side that throws a ``Fault``: the standard one forgets the type of what is thrown.
    func or(_ other: @autoclosure () throws(Fault) -> Wrapped) throws(Fault) -> Wrapped {
        if let self { return self }
        return try other()
    }
}
