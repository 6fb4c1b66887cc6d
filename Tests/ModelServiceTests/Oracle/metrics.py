"""Reads a running service's metrics by the parser of Prometheus' Python client, and checks what Prometheus asks of them.

usage: metrics.py PORT
"""
import sys
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/metrics") as answer:
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8", answer.headers
    families = list(text_string_to_metric_families(answer.read().decode()))

names = [family.name for family in families]
assert len(set(names)) == len(names), names
seen = {}
for family in families:
    assert family.documentation and family.type in ("counter", "gauge", "histogram"), family
    for sample in family.samples:
        key = (sample.name, *sorted(sample.labels.items()))
        assert key not in seen, key
        seen[key] = sample.value
        if family.type == "counter":
            assert sample.name == f"{family.name}_total" and sample.value >= 0, sample
    if family.type != "histogram":
        continue
    by_route = {}
    for sample in family.samples:
        by_route.setdefault(sample.labels["route"], []).append(sample)
    for samples in by_route.values():
        buckets = [(float(s.labels["le"]), s.value) for s in samples if s.name.endswith("_bucket")]
        assert buckets == sorted(buckets) and buckets[-1][0] == float("inf"), buckets
        assert [s.value for s in samples if s.name.endswith("_count")] == [buckets[-1][1]], samples
        assert len([s for s in samples if s.name.endswith("_sum")]) == 1, samples


def total(name, **labels):
    return int(sum(value for key, value in seen.items() if key[0] == name and labels.items() <= dict(key[1:]).items()))


print(f"{total('model_service_predictions_total')} predictions, "
      f"{total('model_service_requests_total', route='NotFound', status='404')} of no path, "
      "families are as Prometheus wants them")
