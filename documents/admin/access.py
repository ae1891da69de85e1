"""Who was given which role, inside a document's form."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import DocumentAccess
from .bases import AccessFormBase, AccessInlineBase


class AccessForm(AccessFormBase):
    """A role for a user or a group; whose role it is cannot be changed later, only what it is."""

    class Meta:
        model = DocumentAccess
        fields = ("user", "group", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"user", "group"} & self.fields.keys():
            self.fields[name].disabled = self.instance.pk is not None
            _without_links(self.fields[name].widget)

    def clean(self) -> dict[str, Any]:
        """Refuse a role for nobody, or for two."""
        given = super().clean() or {}
        if bool(given.get("user")) == bool(given.get("group")):
            raise forms.ValidationError(_("Name either a user or a group."))
        return given


class AccessInline(AccessInlineBase):
    """Managed here, saved by `DocumentAdmin.save_formset` through the services."""

    model = DocumentAccess
    form = AccessForm
    fields: ClassVar = ["user", "group", "role"]
    raw_id_fields: ClassVar = ["user", "group"]
    extra = 0
    verbose_name = _("role")
    verbose_name_plural = _("Access")

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Searched for where the project's admin can search them; numbers elsewhere.

        Named as an attribute, they would be an error in projects whose admin has no users.
        """
        return [name for name in self.raw_id_fields if self._is_searchable(name)]

    def _is_searchable(self, name: str) -> bool:
        model = get_user_model() if name == "user" else Group
        if not self.admin_site.is_registered(model):
            return False
        return bool(self.admin_site.get_model_admin(model).search_fields)


def holder_of(access: DocumentAccess) -> AbstractBaseUser | Group:
    """Whose role it is: the user's or the group's, as the form has made sure."""
    return cast("AbstractBaseUser | Group", access.user or access.group)


def _without_links(widget: forms.Widget) -> None:
    """Only choose: users and groups are managed on their own pages."""
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget.can_add_related = widget.can_change_related = widget.can_view_related = False
