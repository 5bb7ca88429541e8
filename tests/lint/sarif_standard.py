"""SARIF as the standard wants it: its schema, and what that can't say."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, FormatChecker

from hframes.lint.finding import Finding
from hframes.lint.formats import Format, formatted

_SCHEMA = Path(__file__).parent / "sarif_schema" / "sarif-2.1.0.json"


@cache
def standard() -> Draft7Validator:
    """The published schema of SARIF, with a look at addresses and dates, too."""
    return Draft7Validator(json.loads(_SCHEMA.read_text()), format_checker=FormatChecker())


def sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    """The only run of what is told, which is as the standard wants it, also where its schema can't say that."""
    text = formatted(findings, Format.SARIF)
    text.encode()
    told = json.loads(text)
    standard().validate(told)
    (run,) = told["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == len(findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert not re.search("[{}]", result["message"]["text"].replace("{{", "").replace("}}", ""))
        for location in result.get("locations", []):
            check_place(location["physicalLocation"])
        for fix in result.get("fixes", []):
            for change in fix["artifactChanges"]:
                for replacement in change["replacements"]:
                    check_place({**change, "region": replacement["deletedRegion"]})
    return dict(run)


def check_place(place: dict[str, Any]) -> None:
    uri = place["artifactLocation"]["uri"]
    assert uri.startswith("file:///") or not re.match("[a-zA-Z][a-zA-Z0-9+.-]*:|/", uri)
    assert re.fullmatch("([!$&'()*+,;=:@/A-Za-z0-9._~-]|%[0-9A-F]{2})+", uri)
    region = place.get("region")
    if region is not None:
        begin, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
        assert (1, 1) <= begin <= end
