"""What an operator is asked before the last good state of a document is opened."""

from django import forms
from django.utils.translation import gettext_lazy

from .restore_form import REASON_LENGTH


class ReopenForm(forms.Form):
    """A reason, and which state the operator has looked at."""

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "autofocus": True}),
        help_text=gettext_lazy("Kept in the audit log, with your name."),
        error_messages={"required": gettext_lazy("Say why: the reason is kept in the audit log.")},
    )
    state = forms.CharField(max_length=100, widget=forms.HiddenInput)
