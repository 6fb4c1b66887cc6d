import Testing

@testable import ModelService

@Suite struct HTMLTests {
    @Test func `text is escaped, and HTML is not escaped twice`() {
        let text = #"<b a="1" c='2'>&"#
        let inner: HTML = "<i>\(text)</i>"
        let outer: HTML = "<p>\(inner)</p>"
        #expect(outer.text == "<p><i>&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;</i></p>")
    }

    @Test func `a model's name cannot bring its own markup`() throws {
        let directory = TemporaryDirectory()
        let files = try copyShippedModel(to: directory.path)
        let json = String(decoding: try read(files.description ?? ""), as: UTF8.self)
        try write(json.replacing("pima-synthetic", with: "<script>1</script>"), to: files.description ?? "")
        let model = try Deployment(files).model
        let page = PredictionsPage(Evaluation(Answer(model, [0.9], observed: [0])), model).html.text
        #expect(!page.contains("<script>"))
        #expect(page.contains("&lt;script&gt;"))
    }

    @Test("decimals are rounded", arguments: [(84.375, "84.38"), (0, "0.00"), (100, "100.00"), (71.4285731, "71.43")])
    func decimals(value: Double, text: String) {
        #expect(twoDecimals(value) == text)
    }
}
