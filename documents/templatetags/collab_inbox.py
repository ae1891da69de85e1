"""What pages show of the user's inbox."""

from typing import Any

from django import template

from ..store import inbox

register = template.Library()


@register.inclusion_tag("collab_documents/bell.html", takes_context=True)
def inbox_bell(context: template.Context) -> dict[str, Any]:
    """A bell that leads to the inbox, with the number of what waits there; guests have none."""
    user = context["request"].user
    return {"has_inbox": user.is_authenticated, "unread": inbox.unread_count(user)}
