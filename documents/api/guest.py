"""`guest/`: what somebody without an account calls themselves."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from .. import models
from ..store import guests
from .endpoint import Endpoint
from .operations import operation


class GuestSerializer(serializers.Serializer[Any]):
    """The name that others see, next to the word that says that it is a guest's."""

    name = serializers.CharField(max_length=guests.LONGEST_NAME)


class Guest(Endpoint):
    """The guest who asks."""

    open_to_guests = True

    @operation(
        "guest_rename",
        "Choose a name as a guest",
        {200: GuestSerializer},
        refused=(403,),
        request=GuestSerializer,
    )
    def patch(self, request: Request) -> Response:
        """Open editors show it within two seconds; people with an account have their account's."""
        if not isinstance(self.user, models.Guest):
            raise PermissionDenied("You are no guest.")
        asked = GuestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        guests.rename(self.user, asked.validated_data["name"])
        return Response(GuestSerializer(self.user).data)
