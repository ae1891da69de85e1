"""What an administrator is asked before a document's content is changed for everybody."""

from django import forms
from django.utils.translation import gettext_lazy

REASON_LENGTH = 500
"""Characters; as long as the reason that the API accepts."""


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "autofocus": True}),
        help_text=gettext_lazy("Kept in the audit log, with your name."),
        error_messages={"required": gettext_lazy("Say why: the reason is kept in the audit log.")},
    )


class RestoreForm(ReasonForm):
    """A reason, and what the administrator has looked at.

    `head` is the document's sequence number when the confirmation page was made: without that page
    there is no restore, and one that came after it is not silently undone by this one.
    """

    head = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ReopenForm(ReasonForm):
    """A reason, and which state of a quarantined document the operator has looked at."""

    state = forms.CharField(max_length=100, widget=forms.HiddenInput)
