"""Checks a running service's OpenAPI document, and the service against it.

usage: document.py URL TOKEN DIRECTORY

The document is read by openapi-spec-validator; then schemathesis asks what the document allows and what it does not.
"""
import json
import pathlib
import subprocess
import sys
import urllib.request

from openapi_spec_validator import validate

url, token, directory = sys.argv[1:]
with urllib.request.urlopen(f"{url}/openapi.json") as answer:
    document = json.load(answer)
validate(document)
print("the document is valid")

# What JSON Schema cannot say: numbers that are allowed but whose arithmetic overflows (422), rows that are together too large (413), names of models and ids of jobs
# that there are not (404), sizes that depend on a shape or on bytes that follow (400), bytes without the header that
# tells where they begin (415).
settings = pathlib.Path(directory) / "schemathesis.toml"
settings.write_text("""
[checks]
positive_data_acceptance.expected-statuses = [200, 202, 404, 413, 422, 503]
negative_data_rejection.expected-statuses = [400, 401, 404, 405, 413, 415, 422]
[[operations]]
include-path-regex = "/infer$"
checks.positive_data_acceptance.expected-statuses = [200, 400, 404, 413, 415, 422]
""")
program = pathlib.Path(sys.executable).parent / "schemathesis"
sys.stdout.flush()
sys.exit(subprocess.run([
    program, "--config-file", settings, "--no-color", "run", f"{url}/openapi.json", "--header", f"Authorization: Bearer {token}",
    "--generation-deterministic", "--max-examples", "10", "--phases", "examples,coverage,fuzzing",
    "--suppress-health-check", "all",
], cwd=directory).returncode)
