/// Accuracy, and what was observed beside what the model predicts.
struct PredictionsPage {
    private let evaluation: Evaluation
    private let model: LoadedModel

    init(_ evaluation: Evaluation, _ model: LoadedModel) {
        self.evaluation = evaluation
        self.model = model
    }

    var html: HTML {
        Layout(
            title: "Predictions",
            body: """
                <h1>Diabetes predictions</h1>
                <p class="soft">Model <code>\(model.name)</code>: \(shape).</p>
                \(cards)
                <section><h2>Predicted and true</h2>\(table)</section>
                <section><h2>Row by row</h2>
                <p class="soft">Each box is a row with its predicted class; underlined red is wrong.</p>
                <div class="strip">\(strip)</div></section>
                <section><h2>True</h2><pre id="true">\(evaluation.observed)</pre></section>
                <section><h2>Predicted</h2><pre id="predicted">\(evaluation.predicted)</pre></section>
                <p class="soft">Digest <code>\(evaluation.digest)</code></p>
                """
        ).html
    }

    private var shape: String {
        let units = model.network.layers.map { "\($0.outputs) (\($0.activation))" }
        return ([String(model.network.inputs)] + units).joined(separator: " → ")
    }

    private var cards: HTML {
        """
        <div class="cards">
        <div class="card"><b>\(twoDecimals(evaluation.percent)) %</b>accuracy
        <div class="soft"><code id="accuracy">\(evaluation.percent)</code></div></div>
        <div class="card"><b>\(evaluation.right) of \(evaluation.rows)</b>rows right</div>
        \(HTML(counts))
        </div>
        """
    }

    private var classes: Range<Int> { 0..<(model.network.classes ?? 0) }

    /// How many rows are of a class: of class 1 alone where there are two.
    private var counts: [HTML] {
        classes.dropFirst(classes.count == 2 ? 1 : 0).map { number in
            let name = classes.count == 2 ? "positive" : "of class \(number)"
            return """
                <div class="card"><b>\(evaluation.predicted.count { $0 == number })</b>predicted \(name)</div>
                <div class="card"><b>\(evaluation.observed.count { $0 == number })</b>truly \(name)</div>

                """
        }
    }

    private var table: HTML {
        let heads = HTML(classes.map { "<th>predicted \($0)</th>" })
        let rows = classes.map { observed -> HTML in
            let cells = classes.map { predicted -> HTML in
                let count = evaluation.count(observed: observed, predicted: predicted)
                return "<td class=\"\(observed == predicted ? "right" : "wrong")\">\(count)</td>"
            }
            return "<tr><th>true \(observed)</th>\(HTML(cells))</tr>\n"
        }
        return "<table>\n<tr><td></td>\(heads)</tr>\n\(HTML(rows))</table>"
    }

    /// A box a row, up to as many as a browser draws without effort.
    private var strip: HTML {
        HTML(
            zip(evaluation.observed, evaluation.predicted).prefix(2000).map { observed, predicted -> HTML in
                "<span class=\"\(observed == predicted ? "right" : "wrong")\">\(predicted)</span>"
            })
    }
}

/// Two decimals, rounded half up.
func twoDecimals(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
}
