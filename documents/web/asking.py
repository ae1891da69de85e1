"""Ask for access to what is at an address, from the page that says that nothing is there."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from .. import services
from .people import account_of

_LONGEST_MESSAGE = 500


@require_POST
@login_required
def ask(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The answer is the same whether there is a document or not."""
    message = request.POST.get("message", "")[:_LONGEST_MESSAGE]
    services.ask_for_access(document_id, actor=account_of(request), message=message)
    return render(request, "collab_documents/asked.html")
