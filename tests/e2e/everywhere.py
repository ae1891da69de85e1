"""Every page that somebody can get to see, by the name of its address, and the way there."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from tests.servers import Site

NO_PAGES = frozenset(
    {
        # Files, and answers to programs.
        *("favicon", "healthz", "readyz", "collab:catalogue", "collab:image", "collab:present"),
        *("collab:document-file", "collab:export", "collab:data-export"),
        # Forms lead there, and it leads on to a page.
        *("logout", "collab:create", "collab:inbox-read", "collab:link-revoke", "collab:mail"),
        *("collab:empty-trash", "collab:copy", "collab:star", "collab:template", "collab:delete"),
        *("collab:rename", "collab:trash", "collab:recover", "collab:sessions-end"),
        *("collab:session-end", "collab:token-revoke"),
    }
)

TELL = """
import json
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator as tokens
from django.core import signing
from django.template.loader import render_to_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from collab import setup_link
from documents.services import mail_address, notice_mails
ada = get_user_model().objects.get(username="ada")
told = {
    "setup": setup_link.issue(settings.VAR_DIR),
    "reset": urlsafe_base64_encode(force_bytes(ada.pk)) + "/" + tokens.make_token(ada),
    "sign_up": signing.dumps("eve@example.org", salt="collab.sign-up"),
    "new_address": signing.dumps([str(ada.pk), "", "ada@example.org"], salt=mail_address._SALT),
    "no_mails": notice_mails.seal_of(ada),
}
for name in ("400", "403", "403_csrf", "500", "collab_documents/too_many"):
    told[name.rpartition("/")[2]] = render_to_string(name + ".html", {"wait_seconds": 5})
print(json.dumps(told))
"""

NOBODY = "00000000-0000-0000-0000-000000000000"


def _ask(page: Page) -> None:
    page.get_by_role("button", name="Ask for access").click()
    page.get_by_role("heading", name="You asked for access").wait_for()


def _delete_with_a_wrong_password(page: Page) -> None:
    page.get_by_label("Your password").fill("not mine")
    page.get_by_label("I know that this cannot be undone").check()
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_text("This is not your password").wait_for()


def _fail(page: Page) -> None:
    """Send a form without what it needs: it comes back with its errors."""
    page.locator("form").last.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    page.locator("[aria-invalid]").first.wait_for()


def _wrong_link_password(page: Page) -> None:
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button").click()
    page.get_by_role("alert").wait_for()


def _edited(page: Page) -> None:
    page.get_by_test_id("editor").wait_for()


def _named(page: Page) -> None:
    page.get_by_role("dialog").wait_for()


Step = Callable[[Page], None] | None

PAGES: dict[str, tuple[str, str, Step]] = {
    "setup": ("nobody", "/setup/{setup}/", None),
    "login": ("nobody", "/accounts/login/", None),
    "login (refused)": ("nobody", "/accounts/login/", _fail),
    "password_reset": ("nobody", "/accounts/reset/", None),
    "password_reset_done": ("nobody", "/accounts/reset/sent/", None),
    "password_reset_complete": ("nobody", "/accounts/reset/done/", None),
    "password_reset_confirm": ("nobody", "/accounts/reset/{reset}/", None),
    "password_reset_confirm (used)": ("nobody", "/accounts/reset/x/y-z/", None),
    "sign-up": ("nobody", "/accounts/sign-up/", None),
    "sign-up-sent": ("nobody", "/accounts/sign-up/sent/", None),
    "sign-up-confirmed": ("nobody", "/accounts/sign-up/{sign_up}/", None),
    "sign-up-confirmed (refused)": ("nobody", "/accounts/sign-up/{sign_up}/", _fail),
    "collab:list": ("ada", "/", None),
    "collab:list (recent)": ("ada", "/?shelf=recent", None),
    "collab:list (starred)": ("ada", "/?shelf=starred", None),
    "collab:list (mine)": ("ada", "/?shelf=mine", None),
    "collab:list (shared)": ("ada", "/?shelf=shared", None),
    "collab:list (templates)": ("ada", "/?shelf=templates", None),
    "collab:list (trash)": ("ada", "/?shelf=trash", None),
    "collab:list (search)": ("ada", "/?search=choir", None),
    "collab:list (nothing found)": ("ada", "/?search=xyzzy", None),
    "collab:list (renaming)": ("ada", "/?rename={document}", None),
    "collab:list (empty)": ("grace", "/?shelf=mine", None),
    "collab:document-export": ("ada", "/documents/{document}/export/", None),
    "collab:import": ("ada", "/import/", None),
    "collab:inbox": ("ada", "/inbox/", None),
    "collab:inbox (empty)": ("grace", "/inbox/", None),
    "collab:links": ("ada", "/links/", None),
    "collab:links (none)": ("grace", "/links/", None),
    "collab:editor": ("ada", "/documents/{document}/", _edited),
    "collab:editor (reading)": ("grace", "/documents/{document}/", _edited),
    "collab:editor (in the trash)": ("ada", "/documents/{trashed}/", None),
    "collab:editor (unknown)": ("ada", f"/documents/{NOBODY}/", None),
    "collab:ask": ("ada", f"/documents/{NOBODY}/", _ask),
    "collab:data": ("ada", "/accounts/data/", None),
    "collab:account-delete": ("ada", "/accounts/data/", _delete_with_a_wrong_password),
    "collab:profile": ("ada", "/accounts/profile/", None),
    "collab:no-more-mails": ("nobody", "/accounts/mail/off/{no_mails}/", None),
    "collab:mail-confirm": ("ada", "/accounts/mail/{new_address}/", None),
    "collab:password": ("ada", "/accounts/password/", None),
    "collab:sessions": ("ada", "/accounts/sessions/", None),
    "collab:tokens": ("ada", "/accounts/tokens/", None),
    "collab:link-password": ("nobody", "{locked}", None),
    "collab:link-password (wrong)": ("nobody", "{locked}", _wrong_link_password),
    "collab:shared": ("nobody", "{open}", _named),
    "collab:shared (unknown)": ("nobody", "/s/unknown/", None),
    "404": ("nobody", "/nothing/here/", None),
    "400": ("nobody", "/failed/400", None),
    "403": ("nobody", "/failed/403", None),
    "403_csrf": ("nobody", "/failed/403_csrf", None),
    "500": ("nobody", "/failed/500", None),
    "429": ("nobody", "/failed/too_many", None),
}
"""Who goes where by which path, and what they do there to see the page."""


def names() -> set[str]:
    """Of all addresses that pages may have: not those of Django's admin, nor of programs."""
    found = set(_names(get_resolver().url_patterns))
    return {name for name in found if not name.startswith(("admin:", "collab-api:"))}


def _names(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name is not None:
                yield prefix + pattern.name
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _names(pattern.url_patterns, prefix + inner)


def furnished(site: Site) -> dict[str, str]:
    """Fill a site with something of everything; answers what the paths to it hold."""
    document = site.create("ada", title="Minutes of the choir")
    site.grant("ada", document, "grace", "reader")
    trashed = site.create("ada", title="Old minutes")
    site.rest("ada", "DELETE", f"documents/{trashed}/")
    starred = site.create("ada", "grace", title="Songs")
    site.rest("ada", "PUT", f"documents/{starred}/star/")
    told: dict[str, str] = json.loads(site.manage("shell", "-v", "0", "-c", TELL))
    open_link, locked = (_link(site, starred, password) for password in ("", "tea-and-cake"))
    return told | {"document": document, "trashed": trashed, "open": open_link, "locked": locked}


def _link(site: Site, document: str, password: str) -> str:
    asked = {"role": "reader", "label": "The class", "expires": None, "password": password}
    made: dict[str, Any] = site.rest("ada", "POST", f"documents/{document}/links/", asked)
    return str(made["url"])
