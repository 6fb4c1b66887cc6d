/// The accuracy alone, in the words of the page that its readers know.
struct AccuracyPage {
    private let evaluation: Evaluation

    init(_ evaluation: Evaluation) {
        self.evaluation = evaluation
    }

    var html: HTML {
        Layout(
            title: "Accuracy",
            body: """
                <h1>The accuracy is \(evaluation.percent)</h1>
                <p>\(evaluation.right) of \(evaluation.rows) rows are classified as observed.</p>
                """
        ).html
    }
}

/// What a browser shows when a page cannot be had.
struct ErrorPage {
    let status: String
    let message: String
    let requestID: String?

    var html: HTML {
        let id: HTML = requestID.map { "\n<p class=\"soft\">Request ID: <code>\($0)</code></p>" } ?? ""
        return Layout(title: status, body: "<h1>\(status)</h1>\n<p>\(message)</p>\(id)").html
    }
}
