"""Django's classes that are generic for type checkers and plain when the program runs."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin

from ..models import ApiToken, Document, DocumentAccess, Event, Quarantine, ShareLink

if TYPE_CHECKING:
    AccessInlineBase = admin.TabularInline[DocumentAccess, Document]
    AccessFormBase = forms.ModelForm[DocumentAccess]
    LinkInlineBase = admin.TabularInline[ShareLink, Document]
    DocumentAdminBase = admin.ModelAdmin[Document]
    EventAdminBase = admin.ModelAdmin[Event]
    QuarantineAdminBase = admin.ModelAdmin[Quarantine]
    TokenAdminBase = admin.ModelAdmin[ApiToken]
else:
    AccessInlineBase = LinkInlineBase = admin.TabularInline
    AccessFormBase = forms.ModelForm
    DocumentAdminBase = EventAdminBase = admin.ModelAdmin
    QuarantineAdminBase = TokenAdminBase = admin.ModelAdmin
