"""Who was given which role, inside a document's form."""

from typing import Any, ClassVar

from django import forms

from ..models import DocumentAccess
from .bases import AccessFormBase, AccessInlineBase


class AccessForm(AccessFormBase):
    """A role for a user or a group; whose role it is cannot be changed later, only what it is."""

    class Meta:
        model = DocumentAccess
        fields = ("user", "group", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in {"user", "group"} & self.fields.keys():
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """Refuse a role for nobody, or for two."""
        given = super().clean() or {}
        if bool(given.get("user")) == bool(given.get("group")):
            raise forms.ValidationError("Name either a user or a group.")
        return given


class AccessInline(AccessInlineBase):
    """Managed here, saved by `DocumentAdmin.save_formset` through the services."""

    model = DocumentAccess
    form = AccessForm
    fields: ClassVar = ["user", "group", "role"]
    autocomplete_fields = ("user", "group")
    extra = 0
    verbose_name = "role"
    verbose_name_plural = "Access"
