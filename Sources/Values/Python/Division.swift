extension Python {
    /// `left // right`.
    package static func floorDivide(_ left: Int, _ right: Int) -> Int {
        let (quotient, rest) = left.quotientAndRemainder(dividingBy: right)
        return rest != 0 && (rest < 0) != (right < 0) ? quotient - 1 : quotient
    }

    /// `left % right`.
    package static func modulo(_ left: Int, _ right: Int) -> Int {
        let rest = left % right
        return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest
    }
}
