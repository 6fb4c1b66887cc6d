/// The answer to a request for predictions: `probabilities` and `classes`, or `values` of a regression.
///
/// An answer of one value for each row is a list of numbers, one of several a list of lists.
struct PredictionBody {
    let answer: Answer

    /// The document, without a newline.
    func write(_ json: inout JSONWriter) {
        json.raw("{")
        if let classes = answer.classes {
            json.raw("\"classes\":")
            json.list(classes) { $0.number($1) }
            json.raw(",")
        }
        json.raw("\"model\":{\"digest\":")
        json.string(answer.digest)
        json.raw(",\"name\":")
        json.string(answer.model)
        json.raw(",\"version\":")
        json.string(answer.version)
        json.raw(answer.purpose == .regression ? "},\"values\":" : "},\"probabilities\":")
        if answer.width == 1 {
            json.list(answer.values) { $0.number($1) }
        } else {
            json.list(stride(from: 0, to: answer.values.count, by: answer.width)) { json, start in
                json.list(answer.values[start..<start + answer.width]) { $0.number($1) }
            }
        }
        json.raw("}")
    }

    /// As it is sent.
    var line: [UInt8] {
        var json = JSONWriter(reserving: 160 + 16 * answer.values.count)
        write(&json)
        json.raw("\n")
        return json.bytes
    }
}
