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
        let units = model.network.layers.map { "\($0.units) (\($0.activation.rawValue))" }
        return ([String(model.network.inputs)] + units).joined(separator: " → ")
    }

    private var cards: HTML {
        """
        <div class="cards">
        <div class="card"><b>\(twoDecimals(evaluation.percent)) %</b>accuracy
        <div class="soft"><code id="accuracy">\(evaluation.percent)</code></div></div>
        <div class="card"><b>\(evaluation.right) of \(evaluation.rows)</b>rows right</div>
        <div class="card"><b>\(evaluation.predicted.count { $0 == 1 })</b>predicted positive</div>
        <div class="card"><b>\(evaluation.observed.count { $0 == 1 })</b>truly positive</div>
        </div>
        """
    }

    private var table: HTML {
        """
        <table>
        <tr><td></td><th>predicted 0</th><th>predicted 1</th></tr>
        <tr><th>true 0</th><td class="right">\(evaluation.count(observed: 0, predicted: 0))</td>\
        <td class="wrong">\(evaluation.count(observed: 0, predicted: 1))</td></tr>
        <tr><th>true 1</th><td class="wrong">\(evaluation.count(observed: 1, predicted: 0))</td>\
        <td class="right">\(evaluation.count(observed: 1, predicted: 1))</td></tr>
        </table>
        """
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
