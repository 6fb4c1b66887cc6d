"""Asks a running service by Triton's client for the Open Inference Protocol, which is not ours.

usage: infer.py PORT MODEL VERSION

Prints JSON: the probabilities by each form of request, and what was answered to requests that are wrong.
"""
import json
import sys

import numpy as np
import tritonclient.http as triton

client = triton.InferenceServerClient(f"127.0.0.1:{sys.argv[1]}")
name, version = sys.argv[2:]
result = {
    "live": client.is_server_live(), "ready": client.is_server_ready(), "model_ready": client.is_model_ready(name),
    "version_ready": client.is_model_ready(name, version), "no_model_ready": client.is_model_ready("other"),
    "server": client.get_server_metadata(), "model": client.get_model_metadata(name, version),
}
rows = np.float32([[6, 148, 72, 35, 0, 33.6, 0.627, 50], [1, 85, 66, 29, 0, 26.6, 0.351, 31]])


def ask(type="FP32", binary=True, outputs=None, model_version="", rows=rows):
    given = triton.InferInput("input", rows.shape, type)
    given.set_data_from_numpy(rows, binary_data=binary)
    return client.infer(name, [given], outputs=outputs, model_version=model_version, request_id="r-1")


def wanted(binary):
    return [triton.InferRequestedOutput(output, binary_data=binary) for output in ("output", "classes")]


forms = {
    "binary": ask(), "json": ask(binary=False), "json in, binary out": ask(binary=False, outputs=wanted(True)),
    "binary in, json out": ask(outputs=wanted(False)), "version": ask(model_version=version),
    "double": ask("FP64", rows=rows.astype(np.float64)),
    "many": ask(rows=np.tile(rows, (2000, 1))),
}
result["forms"] = {
    form: {"output": answer.as_numpy("output").ravel()[:2].tolist(), "classes": answer.as_numpy("classes").tolist()[:2],
           "id": answer.get_response()["id"], "shape": list(answer.as_numpy("output").shape)}
    for form, answer in forms.items()}
result["errors"] = {}
for case, call in {
    "type": lambda: ask("UINT8", rows=rows.astype(np.uint8)), "shape": lambda: ask(rows=rows[:, :7].copy()),
    "output": lambda: ask(outputs=[triton.InferRequestedOutput("logits")]),
    "version": lambda: ask(model_version="7"),
}.items():
    try:
        call()
    except triton.InferenceServerException as error:
        result["errors"][case] = [error.status(), error.message()]
print(json.dumps(result))
