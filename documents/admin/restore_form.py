"""What an administrator is asked before a restore."""

from django import forms

REASON_LENGTH = 500
"""Characters; as long as the reason that the API accepts."""


class RestoreForm(forms.Form):
    """A reason, and what the administrator has looked at.

    `head` is the document's sequence number when the confirmation page was made: without that page
    there is no restore, and one that came after it is not silently undone by this one.
    """

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "autofocus": True}),
        help_text="Kept in the audit log, with your name.",
        error_messages={"required": "Say why: the reason is kept in the audit log."},
    )
    head = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
