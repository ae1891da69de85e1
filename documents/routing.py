"""Websocket addresses."""

from django.urls import re_path

from .consumers.document import DocumentConsumer

websocket_urlpatterns = [
    re_path(r"^ws/documents/(?P<document>[^/]+)/?$", DocumentConsumer.as_asgi()),
    re_path(r"", DocumentConsumer.as_asgi(), {"document": ""}),  # is no document: 4404
]
