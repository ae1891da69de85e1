import pytest
from django.contrib.auth.models import User
from django.test import Client

from documents.access import Role
from documents.models import CommentThread, Document, Notice
from documents.services import comments
from documents.services.requests import ask_for_access
from documents.store import documents, roles
from documents.store.comments import Anchor
from documents.store.events import Origin

HERE = Anchor(b"\x00\x07\x01", b"\x00\x07\x01", "some <b>words</b>")


@pytest.fixture
def ada(people: dict[str, User]) -> User:
    return people["owner"]


@pytest.fixture
def browser(clients: dict[str, Client]) -> Client:
    """Ada's."""
    return clients["owner"]


@pytest.fixture
def grace(db: None) -> User:
    return User.objects.create_user("grace", first_name="Grace", last_name="Hopper")


@pytest.fixture
def thread(plan: Document, grace: User) -> CommentThread:
    roles.grant(plan.pk, grace, Role.COMMENTER, Origin())
    return comments.start_thread(plan, HERE, "Is <i>this</i> so?", actor=grace)


def page(browser: Client, address: str = "/inbox/") -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_inbox_says_what_will_come(browser: Client) -> None:
    shown = page(browser)
    assert "Nothing waits for you" in shown
    assert "Mark all as read" not in shown


def test_a_notice_says_who_did_what_and_leads_there(
    browser: Client, plan: Document, thread: CommentThread
) -> None:
    shown = page(browser)
    assert f"Grace Hopper commented on “{plan.title}”" in shown
    assert f'href="/documents/{plan.pk}/#thread-{thread.pk}"' in shown
    assert "Is &lt;i&gt;this&lt;/i&gt; so?" in shown
    assert "some &lt;b&gt;words&lt;/b&gt;" in shown


def test_a_long_comment_is_shortened(browser: Client, plan: Document, grace: User) -> None:
    roles.grant(plan.pk, grace, Role.COMMENTER, Origin())
    comments.start_thread(plan, HERE, "x" * 500, actor=grace)
    assert "x" * 280 + "…" in page(browser)


@pytest.mark.parametrize("where", ["/", "/inbox/", "editor"])
def test_the_bell_counts_on_every_page(
    browser: Client, plan: Document, thread: CommentThread, where: str
) -> None:
    address = plan.get_absolute_url() if where == "editor" else where
    assert 'aria-label="Inbox: 1 new"' in page(browser, address)
    browser.post("/inbox/read/")
    assert 'aria-label="Inbox"' in page(browser, address)


def test_everything_is_read_at_once_and_stays_to_be_seen(
    browser: Client, thread: CommentThread
) -> None:
    assert browser.post("/inbox/read/").headers["Location"] == "/inbox/"
    assert Notice.objects.filter(read=None).count() == 0
    assert "Grace Hopper commented" in page(browser)


def test_long_inboxes_come_in_pages(browser: Client, plan: Document, grace: User) -> None:
    roles.grant(plan.pk, grace, Role.COMMENTER, Origin())
    for _ in range(31):
        comments.start_thread(plan, HERE, "More", actor=grace)
    assert page(browser).count('data-testid="notice"') == 30
    assert page(browser, "/inbox/?page=2").count('data-testid="notice"') == 1


def test_what_others_trashed_or_took_back_is_not_shown(
    browser: Client, ada: User, grace: User
) -> None:
    other = documents.create("Of Grace", grace)
    access, _ = roles.grant(other.pk, ada, Role.READER, Origin())
    comments.start_thread(other, HERE, "Look, @owner", actor=grace)
    assert "Of Grace" in page(browser)
    roles.revoke(other.pk, access.pk, Origin())
    assert "Of Grace" not in page(browser)


def test_the_list_counts_open_threads(browser: Client, thread: CommentThread, ada: User) -> None:
    assert "1 open comment" in page(browser, "/")
    comments.resolve_thread(thread, actor=ada)
    assert "open comment" not in page(browser, "/")


def test_who_asks_for_access_stands_in_the_inbox_of_who_may_grant_it(
    clients: dict[str, Client], people: dict[str, User], plan: Document
) -> None:
    ask_for_access(plan.pk, actor=people["stranger"], message="I <i>need</i> it.")
    shown = page(clients["owner"])
    assert f"stranger asks for access to “{plan.title}”" in shown
    assert f'href="/documents/{plan.pk}/#share"' in shown
    assert "I &lt;i&gt;need&lt;/i&gt; it." in shown
    assert "Inbox: 1 new" in shown
    for who in ("editor", "stranger"):
        assert plan.title not in page(clients[who])
