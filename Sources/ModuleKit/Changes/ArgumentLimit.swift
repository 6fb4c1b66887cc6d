/// What Linux takes as one argument of a program, or as one variable of its environment.
package enum ArgumentLimit {
    /// In bytes, on hosts with pages of 4 KiB.
    package static let usual = 131_071

    /// - Parameter name: What is too long, as the subject of a sentence.
    package static func complaint(of name: String, size: Int) -> String {
        """
        \(name) is \(size) bytes long, but the kernel of the host accepts at most \(usual) in an argument or environment \
        variable; files and standard input have no such limit
        """
    }
}
