import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.content.addresses import image_address, link_address


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=c#d",
        "HTTP://EXAMPLE.ORG",
        "mailto:ada@example.org",
        "tel:+123",
        "/path",
        "path/to:this",
        "?query=a:b",
        "#part",
        "é/ü",
    ],
)
def test_usual_addresses_stay_as_they_are(address: str) -> None:
    assert link_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "\u200bjavascript:alert(1)",
        "java\u00adscript:alert(1)",
        "\u3000javascript:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "java&Tab;script:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "blob:https://example.org/1",
        "//example.org/elsewhere",
        "\\\\example.org\\elsewhere",
        "/\\example.org",
        "1javascript:alert(1)",
        "é:x",
        "",
        "   ",
        "\t",
    ],
)
def test_disguised_and_foreign_schemes_are_no_addresses(address: str) -> None:
    assert link_address(address) is None
    assert image_address(address) is None


@pytest.mark.parametrize("value", [None, 5, True, ["javascript:alert(1)"], {"href": "x"}, b"x"])
def test_only_strings_are_addresses(value: object) -> None:
    assert link_address(value) is None


def test_an_image_is_neither_mail_nor_telephone() -> None:
    assert image_address("https://example.org/a.png") == "https://example.org/a.png"
    assert image_address("mailto:a@b.c") is None
    assert image_address("tel:1") is None


def test_control_characters_are_taken_out() -> None:
    assert link_address(" https://example.org/\na\x7f ") == "https://example.org/a"


@given(st.text(st.sampled_from("javascript:\t\n\r \x00\x01\x7f\xad\u200b&#106;xX/\\?")))
def test_no_spelling_of_javascript_gets_through(address: str) -> None:
    allowed = link_address(address)
    if allowed is not None:
        bare = "".join(char for char in allowed if char.isprintable() and not char.isspace())
        assert not bare.lower().startswith("javascript:")
