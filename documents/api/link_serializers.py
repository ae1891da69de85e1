"""The shapes of what is asked and answered about share links and requests for access."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext
from rest_framework import serializers

from ..models import LinkVisit, ShareLink
from ..store.actors import name_of
from .serializers import BY_LINK, GIVEN, NAME_LENGTH, PersonSerializer, user_named

_LABEL_LENGTH = 100
_PASSWORD_LENGTH = 200
_SHORTEST_PASSWORD = 8
_MESSAGE_LENGTH = 500


class VisitorSerializer(serializers.Serializer[LinkVisit]):
    """Somebody who came in by a link."""

    name = serializers.SerializerMethodField()
    guest = serializers.SerializerMethodField()
    since = serializers.DateTimeField(source="created")

    def get_name(self, visit: LinkVisit) -> str:
        """Of a guest the one they chose."""
        return name_of(visit.guest or visit.user)  # type: ignore[arg-type] # one of them there is

    def get_guest(self, visit: LinkVisit) -> bool:
        """Whether they have no account."""
        return visit.guest_id is not None


class LinkDocumentSerializer(serializers.Serializer[Any]):
    """What a link opens."""

    id = serializers.UUIDField()
    title = serializers.CharField()


class LinkSerializer(serializers.Serializer[Any]):
    """A share link without its secret."""

    id = serializers.IntegerField()
    document = LinkDocumentSerializer()
    role = serializers.ChoiceField(choices=BY_LINK)
    label = serializers.CharField()  # type: ignore[assignment]
    expires = serializers.DateTimeField(allow_null=True)
    expired = serializers.SerializerMethodField()
    has_password = serializers.SerializerMethodField()
    created = serializers.DateTimeField()
    created_by = PersonSerializer(allow_null=True)
    last_used = serializers.DateTimeField(allow_null=True)
    visitors = VisitorSerializer(source="visits.all", many=True)

    def get_expired(self, link: ShareLink) -> bool:
        """Whether it opens nothing any more."""
        return link.expires is not None and link.expires <= timezone.now()

    def get_has_password(self, link: ShareLink) -> bool:
        """Whether who opens it is asked for a password."""
        return bool(link.password)


class SecretLinkSerializer(LinkSerializer):
    """A share link that was just made."""

    url = serializers.SerializerMethodField(help_text="The address to pass on; not shown again.")

    def get_url(self, link: ShareLink) -> str:
        """With the secret."""
        url: str = self.context["url"]
        return url


class LinkChangeSerializer(serializers.Serializer[Any]):
    """What is asked when a link is changed; what is left out stays as it is."""

    role = serializers.ChoiceField(choices=BY_LINK, required=False)
    label = serializers.CharField(  # type: ignore[assignment]
        max_length=_LABEL_LENGTH, required=False, allow_blank=True
    )
    expires = serializers.DateTimeField(required=False, allow_null=True)
    password = serializers.CharField(
        max_length=_PASSWORD_LENGTH,
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        help_text="Empty for none.",
    )

    def validate_expires(self, moment: datetime | None) -> datetime | None:
        """Refuse what is over: to end a link at once is to revoke it."""
        if moment is not None and moment <= timezone.now():
            raise serializers.ValidationError(gettext("Choose a time that is still to come."))
        return moment

    def validate_password(self, password: str) -> str:
        """Refuse what is guessed in an afternoon."""
        if password and len(password) < _SHORTEST_PASSWORD:
            raise serializers.ValidationError(
                gettext("Use at least %(least)s characters.") % {"least": _SHORTEST_PASSWORD}
            )
        return password


class NewLinkSerializer(LinkChangeSerializer):
    """What is asked when a link is made."""

    role = serializers.ChoiceField(choices=BY_LINK)


class AskSerializer(serializers.Serializer[Any]):
    """What is asked when somebody asks for access."""

    message = serializers.CharField(max_length=_MESSAGE_LENGTH, allow_blank=True, default="")


class AccessRequestSerializer(serializers.Serializer[Any]):
    """Somebody who asks for access."""

    id = serializers.IntegerField()
    user = PersonSerializer()
    message = serializers.CharField()
    created = serializers.DateTimeField()


class AnswerSerializer(serializers.Serializer[Any]):
    """What an owner answers."""

    granted = serializers.BooleanField()
    role = serializers.ChoiceField(choices=GIVEN, required=False)

    def validate(self, answer: dict[str, Any]) -> dict[str, Any]:
        """A yes says to what."""
        if answer["granted"] and "role" not in answer:
            raise serializers.ValidationError({"role": [gettext("This field is required.")]})
        return answer


class TransferSerializer(serializers.Serializer[Any]):
    """To whom a document is given."""

    user = serializers.CharField(max_length=NAME_LENGTH, help_text="Username or mail address.")

    def validate_user(self, name: str) -> AbstractBaseUser:
        """The user who is meant."""
        return user_named(name)
