"""The shapes of requests and answers. Only what stands here can be written or is shown."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..access import Capability, Role, capabilities
from ..models import Document, Snapshot
from . import people

_TITLE_LENGTH = 300
_LABEL_LENGTH = 200
_REASON_LENGTH = 500
_NAME_LENGTH = 254


class PersonSerializer(serializers.Serializer[AbstractBaseUser]):
    """Somebody, as others see them."""

    username = serializers.CharField(source="get_username")
    name = serializers.SerializerMethodField()

    def get_name(self, user: Any) -> str:
        """The full name, or else the username."""
        return str(user.get_full_name() or user.get_username())


class PresenceSerializer(serializers.Serializer[Any]):
    """Somebody who has the document open now."""

    name = serializers.CharField()
    color = serializers.CharField()


class PieceSerializer(serializers.Serializer[Any]):
    """Some of a text that was found."""

    text = serializers.CharField()
    marked = serializers.BooleanField(help_text="Whether it is what was looked for.")


class DocumentSerializer(serializers.Serializer[Any]):
    """A document as one user sees it.

    The context holds by document `roles`, `present`, `comments` and, in answer to a search,
    `excerpts`, and the set `starred`.
    """

    id = serializers.UUIDField()
    title = serializers.CharField()
    role = serializers.SerializerMethodField()
    capabilities = serializers.SerializerMethodField()
    owner = PersonSerializer(allow_null=True)
    created = serializers.DateTimeField()
    updated = serializers.DateTimeField()
    trashed = serializers.DateTimeField(allow_null=True)
    template = serializers.BooleanField(help_text="Whether people start new documents from it.")
    starred = serializers.SerializerMethodField()
    excerpt = serializers.SerializerMethodField()
    present = serializers.SerializerMethodField()
    open_threads = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_role(self, document: Document) -> Role:
        """The user's own role."""
        role: Role = self.context["roles"][document.pk]
        return role

    def get_capabilities(self, document: Document) -> list[Capability]:
        """What the role includes, in the order of the table."""
        held = capabilities(self.context["roles"][document.pk])
        return [capability for capability in Capability if capability in held]

    def get_starred(self, document: Document) -> bool:
        """Whether the user put a star on it."""
        return document.pk in self.context["starred"]

    @extend_schema_field(PieceSerializer(many=True, allow_null=True))
    def get_excerpt(self, document: Document) -> Any:
        """The place in the text that a search found; null if nothing was searched for."""
        found = self.context.get("excerpts", {}).get(document.pk)
        return None if found is None else PieceSerializer(found, many=True).data

    def get_present(self, document: Document) -> list[dict[str, str]]:
        """Who has it open now."""
        found: list[dict[str, str]] = self.context["present"].get(document.pk, [])
        return found

    def get_open_threads(self, document: Document) -> int:
        """How many threads of comments are not resolved."""
        count: int = self.context["comments"].get(document.pk, 0)
        return count

    def get_url(self, document: Document) -> str:
        """Where people edit it."""
        url: str = self.context["request"].build_absolute_uri(document.get_absolute_url())
        return url


class TitleSerializer(serializers.Serializer[Any]):
    """What is asked when a document is created or renamed."""

    title = serializers.CharField(max_length=_TITLE_LENGTH)


class NewDocumentSerializer(TitleSerializer):
    """What is asked when a document is created."""

    template = serializers.UUIDField(
        required=False, help_text="A document whose content the new one begins with."
    )


class CopySerializer(serializers.Serializer[Any]):
    """What is asked when a document is copied."""

    title = serializers.CharField(
        max_length=_TITLE_LENGTH, default="", allow_blank=True, help_text="Default: “Copy of …”."
    )


class SnapshotSerializer(serializers.Serializer[Any]):
    """A snapshot without its content: the context holds `usernames` by principal."""

    id = serializers.IntegerField()
    seq = serializers.IntegerField()
    created = serializers.DateTimeField()
    reason = serializers.ChoiceField(choices=Snapshot.Reason.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    contributors = serializers.SerializerMethodField()
    size = serializers.IntegerField(help_text="Bytes of the stored state.")

    def get_contributors(self, snapshot: Snapshot) -> list[str]:
        """Usernames of those who wrote since the snapshot before."""
        usernames: dict[str, str] = self.context["usernames"]
        return [usernames[who] for who in snapshot.contributors if who in usernames]


class LabelSerializer(serializers.Serializer[Any]):
    """What is asked when a snapshot is made."""

    label = serializers.CharField(max_length=_LABEL_LENGTH)  # type: ignore[assignment]


class ReasonSerializer(serializers.Serializer[Any]):
    """What is asked when a snapshot is restored."""

    reason = serializers.CharField(max_length=_REASON_LENGTH, allow_blank=True, default="")


class RestoredSerializer(serializers.Serializer[Any]):
    """What a restore did."""

    changed = serializers.BooleanField(
        help_text="False if the content was equal already: then nothing was written."
    )
    seq = serializers.IntegerField(help_text="Sequence number of the document after it.")
    before = serializers.IntegerField(
        allow_null=True, help_text="The snapshot that was taken just before."
    )


class AccessSerializer(serializers.Serializer[Any]):
    """A role that a user or a group was given."""

    id = serializers.IntegerField()
    user = PersonSerializer(allow_null=True)
    group = serializers.CharField(source="group.name", default=None, allow_null=True)
    role = serializers.ChoiceField(choices=[(role.value, role.value) for role in Role])
    created = serializers.DateTimeField()


class GrantSerializer(serializers.Serializer[Any]):
    """What is asked when somebody is given a role."""

    user = serializers.CharField(max_length=_NAME_LENGTH, help_text="Username or mail address.")
    role = serializers.ChoiceField(choices=[(role.value, role.value) for role in Role])

    def validate_user(self, name: str) -> AbstractBaseUser:
        """The active user who is meant; an error if it is nobody, or more than one."""
        found = people.named(name)
        if len(found) == 1:
            return found[0]
        raise serializers.ValidationError(
            "More than one user is meant." if found else "There is no such user."
        )


class TicketSerializer(serializers.Serializer[Any]):
    """A websocket ticket."""

    ticket = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds.")
