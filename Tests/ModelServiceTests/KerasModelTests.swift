import Testing

@testable import ModelService

@Suite struct KerasModelTests {
    @Test(
        "Keras' forms of a sequential model are read alike",
        arguments: [
            // Keras 2
            #"{"class_name":"Sequential","config":{"name":"m","layers":[{"class_name":"Dense","config":{"name":"d","units":1,"activation":"sigmoid","use_bias":true,"batch_input_shape":[null,8]}}]}}"#,
            // before 2.2.3: a bare list
            #"{"class_name":"Sequential","config":[{"class_name":"Dense","config":{"name":"d","units":1,"activation":"sigmoid","use_bias":true,"batch_input_shape":[null,8]}}]}"#,
            // Keras 3: an input layer; dropout does nothing when a model answers
            #"{"class_name":"Sequential","config":{"name":"m","layers":[{"class_name":"InputLayer","config":{"name":"i","batch_shape":[null,8]}},{"class_name":"Dropout","config":{"name":"o","rate":0.5}},{"class_name":"Dense","config":{"name":"d","units":1,"activation":"sigmoid","use_bias":true}}]}}"#,
        ])
    func forms(json: String) throws {
        let description = try KerasModel(json: json.utf8)
        #expect(description.inputs == 8)
        let layers = description.layers.filter { $0.kind != .none }
        let dense = KerasLayer.Kind.dense(units: 1, usesBias: true)
        #expect(layers == [KerasLayer(name: "d", className: "Dense", kind: dense, activation: .sigmoid)])
    }

    @Test func `all unsupported features are reported at once`() throws {
        let json = #"""
            {"class_name":"Sequential","config":{"layers":[
              {"class_name":"Conv2D","config":{"name":"c","batch_input_shape":[null,8,8,3]}},
              {"class_name":"Dense","config":{"name":"d","units":0}},
              {"class_name":"Dense","config":{"name":"e","units":1,"activation":"swish"}}]}}
            """#
        let problem = try #require(throws: FileProblem.self) { try KerasModel(json: json.utf8) }
        for name in ["c is a Conv2D", "c takes input", "d has no valid", "e uses the activation swish"] {
            #expect(problem.detail.contains(name))
        }
    }

    @Test(
        "an invalid model is an error and not a crash",
        arguments: ["", "[]", "{}", "null", #"{"class_name":"Functional","config":{"layers":[]}}"#, "\u{0}\u{1}"])
    func noModel(json: String) {
        #expect(throws: FileProblem.self) { try KerasModel(json: json.utf8) }
    }

    @Test func `an endlessly nested description is an error and not a stack overflow`() {
        let json = #"{"class_name":"Sequential","config":"# + String(repeating: "[", count: 200_000)
        #expect(throws: FileProblem.self) { try KerasModel(json: json.utf8) }
    }
}
