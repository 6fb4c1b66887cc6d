import Values

/// An expression of JMESPath, the language of `json_query` (jmespath.org/specification).
struct JMESPath {
    private let tree: JMESNode

    init(_ expression: String) throws(Fault) {
        var parser = try JMESParser(expression)
        tree = try parser.parse()
    }

    func search(_ input: Object, _ evaluation: Evaluation) throws(Fault) -> Object {
        try JMESSearch(evaluation).value(of: tree, input)
    }
}

indirect enum JMESNode: Sendable {
    case current
    case field(String)
    case index(Int)
    case slice(Int?, Int?, Int?)
    case literal(Value)
    case pipe(JMESNode, JMESNode)
    case sub(JMESNode, JMESNode)
    /// Applies the second to every element of the list that the first gives.
    case project(JMESNode, JMESNode)
    case projectValues(JMESNode, JMESNode)
    case filter(JMESNode, condition: JMESNode, JMESNode)
    case flatten(JMESNode)
    case or(JMESNode, JMESNode)
    case and(JMESNode, JMESNode)
    case not(JMESNode)
    case compare(String, JMESNode, JMESNode)
    case multiList([JMESNode])
    case multiHash([(String, JMESNode)])
    case call(String, [JMESNode])
    /// `&expr`, an argument of `sort_by` and the like.
    case reference(JMESNode)
}
