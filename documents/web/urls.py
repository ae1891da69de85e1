"""Addresses of the pages that people see."""

from django.urls import include, path

from . import actions, asking, exporting, importing, inbox, links, pages, present, shared
from .account.urls import urlpatterns as account_addresses
from .catalogue import catalogue
from .images import image

app_name = "collab"

_DOCUMENT = "documents/<uuid:document_id>/"

urlpatterns = [
    path("", pages.document_list, name="list"),
    path("catalogue/<slug:language>.js", catalogue, name="catalogue"),
    path("documents/", actions.create, name="create"),
    path(_DOCUMENT + "export/", exporting.choose, name="document-export"),
    path(_DOCUMENT + "export/<slug:form>/", exporting.export, name="document-file"),
    path("export/", exporting.export_everything, name="export"),
    path("import/", importing.import_files, name="import"),
    path("inbox/", inbox.notices, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox-read"),
    path("links/", links.own_links, name="links"),
    path("links/<int:link_id>/revoke/", links.revoke, name="link-revoke"),
    path("images/<str:name>", image, name="image"),
    path(_DOCUMENT, pages.editor, name="editor"),
    path("documents/empty-trash/", actions.empty_trash, name="empty-trash"),
    path("present/", present.present, name="present"),
    path(_DOCUMENT + "copy/", actions.copy, name="copy"),
    path(_DOCUMENT + "star/", actions.star, name="star"),
    path(_DOCUMENT + "template/", actions.template, name="template"),
    path(_DOCUMENT + "delete/", actions.delete, name="delete"),
    path(_DOCUMENT + "rename/", actions.rename, name="rename"),
    path(_DOCUMENT + "trash/", actions.trash, name="trash"),
    path(_DOCUMENT + "ask/", asking.ask, name="ask"),
    path("accounts/", include(account_addresses)),
    path("s/", shared.password, name="link-password"),
    path("s/<str:token>/", shared.shared, name="shared"),
    path(_DOCUMENT + "recover/", actions.recover, name="recover"),
]
