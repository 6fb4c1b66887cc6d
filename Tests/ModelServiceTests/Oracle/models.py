"""Builds networks of every supported kind with Keras and ONNX, and lets these answer rows.

usage: models.py DIRECTORY

Writes the files of each model, and index.json: {"NAME": {"inputs": N, "rows": [...], "answers": [...]}}.
Names that begin with "refused" are of models that a reader must refuse; they have a "word" that the reason must contain.
"""
import json
import os
import sys
import zipfile

# Quicker than jax, which compiles each operation for each shape.
os.environ["KERAS_BACKEND"] = "numpy"
os.environ["JAX_PLATFORMS"] = "cpu"
import keras
import numpy as np
import onnx
import onnxruntime
from keras import layers
from onnx import TensorProto, helper, numpy_helper

folder = sys.argv[1]
random = np.random.default_rng(5)
index = {}


def rows(width, count=19):
    # Wide enough for both ends of every activation.
    return (random.standard_normal((count, width)) * 4).astype(np.float32)


def note(name, given, answers):
    index[name] = {"inputs": given.shape[1], "rows": given.ravel().tolist(), "answers": answers.ravel().tolist()}


def shake(model):
    """Gives variables values that no initializer has: zeros and ones would hide mistakes."""
    model.set_weights([
        (np.abs(w) if "variance" in v.path else w).astype(np.float32)
        for v, w in ((v, random.standard_normal(v.shape) * 0.7 + 0.1) for v in model.weights)])


def save(name, model, given=None):
    given = rows(model.input_shape[1]) if given is None else given
    # Not predict(), which compiles each model first.
    answers = np.asarray(model(given, training=False))
    model.save(f"{folder}/{name}.keras")
    model.save(f"{folder}/{name}.h5")
    model.save_weights(f"{folder}/{name}.weights.h5")
    with open(f"{folder}/{name}.json", "w") as file:
        file.write(model.to_json())
    for kind in ("keras", "h5", "weights.h5"):
        note(f"{name}.{kind}", given, answers)


def sequential(name, *parts, width=5):
    model = keras.Sequential([keras.Input((width,)), *parts])
    shake(model)
    save(name, model)


for activation in (
        "linear", "relu", "leaky_relu", "elu", "gelu", "sigmoid", "tanh", "softmax", "softplus"):
    sequential(f"dense_{activation}", layers.Dense(6, activation=activation), layers.Dense(3))
    sequential(f"ends_in_{activation}", layers.Dense(7), layers.Activation(activation))
sequential("binary", layers.Dense(12, "relu"), layers.Dense(8, "relu"), layers.Dense(1, "sigmoid"), width=8)
sequential("classes", layers.Dense(16, "tanh"), layers.Dropout(0.4), layers.Dense(4, "softmax"))
sequential("regression", layers.Dense(9, "elu"), layers.Dense(2))
sequential("unbiased", layers.Dense(9, "relu", use_bias=False), layers.Dense(1, "sigmoid", use_bias=False))
sequential("wide", layers.Dense(70, "relu"), layers.Dense(33, "tanh"), layers.Dense(10, "softmax"), width=40)
sequential("one_value", layers.Dense(1, "sigmoid"), width=1)
sequential(
    "layers_of_activations", layers.Dense(6), layers.LeakyReLU(negative_slope=0.07), layers.Dense(6), layers.ELU(0.6),
    layers.Dense(6), layers.ReLU(negative_slope=0.25), layers.Dense(6), layers.ReLU(), layers.Flatten(),
    layers.Dense(3), layers.Softmax())
sequential("activation_object", layers.Dense(6, activation=layers.LeakyReLU(negative_slope=0.4)), layers.Dense(2))
sequential("activation_first", layers.Activation("tanh"), layers.Dense(2))
sequential("two_activations", layers.Dense(4, "relu"), layers.Activation("tanh"), layers.Dense(2))
sequential("batch", layers.Dense(6), layers.BatchNormalization(), layers.Dense(6, "relu"),
           layers.BatchNormalization(epsilon=0.1, scale=False), layers.BatchNormalization(center=False), layers.Dense(2))
sequential("layer", layers.Dense(6), layers.LayerNormalization(), layers.Dense(6, "relu"),
           layers.LayerNormalization(epsilon=0.1, scale=False), layers.LayerNormalization(center=False), layers.Dense(2))
adapted = layers.Normalization()
given = rows(5) * np.float32(30) + np.float32(100)
adapted.adapt(given)
model = keras.Sequential([keras.Input((5,)), adapted, layers.Dense(3, "relu"), layers.Dense(1)])
save("normalized", model, given)
save("normalized_by_constants", keras.Sequential([
    keras.Input((3,)), layers.Normalization(mean=[1.0, 2.0, 3.0], variance=[4.0, 0.25, 1.0]), layers.Dense(2)]))
save("normalized_alike", keras.Sequential([
    keras.Input((3,)), layers.Normalization(mean=3.0, variance=2.0), layers.Dense(2)]))
entry = keras.Input((4,))
inner = layers.Dense(5, "relu", name="first")(entry)
functional = keras.Model(entry, layers.Dense(3, "softmax", name="second")(layers.Dropout(0.5)(inner)))
shake(functional)
save("functional", functional)

# The same archive packed by another program, which deflates.
with zipfile.ZipFile(f"{folder}/classes.keras") as source, \
        zipfile.ZipFile(f"{folder}/deflated.keras", "w", zipfile.ZIP_DEFLATED) as packed:
    for name in source.namelist():
        packed.writestr(name, source.read(name))
index["deflated.keras"] = index["classes.keras"]


def refused(name, word):
    index[f"refused_{name}"] = {"word": word}


def refuse(name, word, model):
    model.save(f"{folder}/refused_{name}.keras")
    refused(f"{name}.keras", word)


refuse("convolution", "Conv1D", keras.Sequential([keras.Input((4, 1)), layers.Conv1D(2, 2), layers.Flatten(), layers.Dense(1)]))
refuse("recurrent", "GRU", keras.Sequential([keras.Input((4,)), layers.Reshape((4, 1)), layers.GRU(2), layers.Dense(1)]))
refuse("activation", "silu", keras.Sequential([keras.Input((4,)), layers.Dense(2, "silu")]))
refuse("relu6", "max_value", keras.Sequential([keras.Input((4,)), layers.ReLU(max_value=6.0), layers.Dense(1)]))
refuse("half", "float16", keras.Sequential([keras.Input((4,)), layers.Dense(2, dtype="float16")]))
branch = keras.Input((4,))
left = layers.Dense(3, name="left")(branch)
refuse("branches", "right", keras.Model(branch, layers.Add()([left, layers.Dense(3, name="right")(branch)])))


def tensor(name, *shape, scale=0.7):
    values = (random.standard_normal(shape) * scale + 0.1).astype(np.float32)
    return numpy_helper.from_array(np.abs(values) if "variance" in name else values, name)


def onnx_model(nodes, constants, width, opset, batch="N"):
    graph = helper.make_graph(
        nodes, "graph", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, width])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", "M"])], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)


def onnx_case(name, nodes, constants, width=4, opset=20, batch="N"):
    model = onnx_model(nodes, constants, width, opset, batch)
    onnx.checker.check_model(model)
    path = f"{folder}/{name}.onnx"
    onnx.save(model, path)
    given = rows(width)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    note(f"{name}.onnx", given, session.run(None, {"x": given})[0])


node = helper.make_node
for operator, options in (
        ("Relu", {}), ("LeakyRelu", {}), ("LeakyRelu", {"alpha": 0.3}), ("Elu", {}), ("Elu", {"alpha": 0.5}), ("Gelu", {}),
        ("Gelu", {"approximate": "tanh"}), ("Sigmoid", {}), ("Tanh", {}), ("Softplus", {}), ("Softmax", {}),
        ("Softmax", {"axis": 1}), ("Identity", {})):
    onnx_case(
        f"{operator}_{len(options)}{options.get('axis', '')}", [node("Gemm", ["x", "l.w", "l.b"], ["z"]), node(operator, ["z"], ["y"], **options)],
        [tensor("l.w", 4, 6), tensor("l.b", 6)])
onnx_case(
    "gemm", [node("Gemm", ["x", "w", "b"], ["z"], transB=1, alpha=0.5, beta=2.0), node("Gemm", ["z", "v"], ["y"])],
    [tensor("w", 6, 4), tensor("b", 1, 6), tensor("v", 6, 2)])
onnx_case(
    "matmul", [node("MatMul", ["x", "w"], ["z"]), node("Add", ["b", "z"], ["s"]), node("Relu", ["s"], ["r"]),
               node("MatMul", ["r", "v"], ["t"]), node("Add", ["t", "c"], ["y"])],
    [tensor("w", 4, 6), tensor("b", 6), tensor("v", 6, 2), tensor("c", 1)])
onnx_case(
    "arithmetic", [node("Sub", ["x", "m"], ["a"]), node("Div", ["a", "d"], ["b"]), node("Mul", ["k", "b"], ["c"]),
                   node("Add", ["c", "o"], ["e"]), node("MatMul", ["e", "w"], ["y"])],
    [tensor("m", 4), numpy_helper.from_array(np.float32([2, 0.5, 3, 1]), "d"), tensor("k"), tensor("o", 4),
     tensor("w", 4, 3)])
onnx_case(
    "normalization", [node("Gemm", ["x", "w"], ["z"]), node("BatchNormalization", ["z", "s", "b", "m", "variance"], ["n"], epsilon=0.01),
                      node("LayerNormalization", ["n", "g", "h"], ["l"], epsilon=0.02), node("LayerNormalization", ["l", "g"], ["y"])],
    [tensor("w", 4, 6), tensor("s", 6), tensor("b", 6), tensor("m", 6), tensor("variance", 6), tensor("g", 6), tensor("h", 6)])
onnx_case(
    "shapes", [node("Flatten", ["x"], ["f"]), node("Reshape", ["f", "shape"], ["r"]), node("Cast", ["r"], ["c"], to=1),
               node("Dropout", ["c"], ["d"]), node("Constant", [], ["w"], value=tensor("w", 4, 2)), node("MatMul", ["d", "w"], ["y"])],
    [numpy_helper.from_array(np.int64([-1, 4]), "shape")])
floats = helper.make_tensor("w", TensorProto.FLOAT, [4, 1], [0.5, -1.0, 2.0, 0.25])
onnx_case("float_data", [node("MatMul", ["x", "w"], ["z"]), node("Sigmoid", ["z"], ["y"])], [floats])
onnx_case("older", [node("Gemm", ["x", "w", "b"], ["z"]), node("Softmax", ["z"], ["y"])],
          [tensor("w", 4, 3), tensor("b", 3)], opset=11, batch="N")


def refuse_onnx(name, word, nodes, constants, width=4):
    onnx.save(onnx_model(nodes, constants, width, 20), f"{folder}/refused_{name}.onnx")
    refused(f"{name}.onnx", word)


refuse_onnx("erf", "Erf", [node("Erf", ["x"], ["y"])], [])
refuse_onnx("double", "DOUBLE", [node("MatMul", ["x", "w"], ["y"])], [numpy_helper.from_array(np.ones((4, 2)), "w")])
refuse_onnx("branch", "only chains", [node("Relu", ["x"], ["a"]), node("Tanh", ["x"], ["b"]), node("Add", ["a", "b"], ["y"])], [])
refuse_onnx("width", "takes 3 values", [node("MatMul", ["x", "w"], ["y"])], [tensor("w", 3, 2)])
refuse_onnx("front", "in front", [node("Sub", ["m", "x"], ["y"])], [tensor("m", 4)])

with open(f"{folder}/index.json", "w") as file:
    json.dump(index, file)
