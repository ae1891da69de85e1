"""Documents, their snapshots and the audit log in Django's own admin.

The admin checks Django permissions and shows; every change goes through `documents.services`, so
that open editors hear of it and audit rows are written in the same transaction.
"""

from .documents import DocumentAdmin
from .events import EventAdmin
from .quarantines import QuarantineAdmin
from .tokens import ApiTokenAdmin

__all__ = ["ApiTokenAdmin", "DocumentAdmin", "EventAdmin", "QuarantineAdmin"]
