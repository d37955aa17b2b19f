"""Reads metrics from standard input with the parsers of Prometheus' own client, and writes them as JSON."""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_prometheus

parse = parse_openmetrics if sys.argv[1] == "openmetrics" else parse_prometheus
samples = [
    {"name": sample.name, "labels": sample.labels, "value": sample.value, "type": family.type}
    for family in parse(sys.stdin.read())
    for sample in family.samples
]
json.dump(samples, sys.stdout)
