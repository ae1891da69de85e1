"""What the audit makes of what the registries say."""

import json

from tests.audit import of_npm, of_python


def test_a_known_vulnerability_is_named() -> None:
    packages = [
        {"name": "safe", "version": "1", "vulns": []},
        {"name": "torn", "version": "2", "vulns": [{"id": "PYSEC-1", "aliases": []}]},
    ]
    audit = of_python(json.dumps({"dependencies": packages}), "")
    assert list(audit.lines()) == ["torn 2: PYSEC-1"]


def test_nothing_known_is_said() -> None:
    packages = [{"name": "safe", "version": "1", "vulns": []}]
    audit = of_python(json.dumps({"dependencies": packages}), "")
    assert list(audit.lines()) == ["Python packages: no vulnerability is known."]


def test_packages_that_the_service_does_not_know_are_not_called_safe() -> None:
    packages = [{"name": name, "skip_reason": "not found"} for name in "abcde"]
    audit = of_python(json.dumps({"dependencies": packages}), "")
    assert not audit.found
    assert audit.unasked == "the service knows nothing of a, b, c and 2 more"


def test_a_service_that_does_not_answer_is_said() -> None:
    audit = of_python("", "Traceback\nConnectionError: no route\n")
    assert not audit.found
    assert audit.unasked == "the service did not answer: ConnectionError: no route"


def test_npm_counts_from_medium_on() -> None:
    vulnerabilities = {"torn": {"severity": "moderate"}, "worn": {"severity": "low"}}
    assert of_npm(json.dumps({"vulnerabilities": vulnerabilities}), "").found == ["torn: moderate"]


def test_a_registry_that_takes_no_questions_is_said() -> None:
    audit = of_npm(json.dumps({"message": "405 Method Not Allowed", "statusCode": 405}), "")
    assert not audit.found
    assert audit.unasked == "the registry did not answer: 405 Method Not Allowed"
