"""What other apps of the project may listen to.

Sent after the commit; a listener that fails is logged and no more.
"""

from django.dispatch import Signal

commented = Signal()
"""Somebody changed what is said about a document. Arguments: `document_id` and `thread_id`;
`change`: `started`, `replied`, `edited`, `deleted`, `resolved`, `reopened` or `moved`;
`principal`: who did it."""
