"""The shapes of requests and answers. Only what stands here can be written or is shown."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from .. import presence
from ..access import GIVEN_ROLES, LINK_ROLES, Capability, Reach, Role, capabilities
from ..models import Document, Snapshot
from ..store.actors import name_of
from . import people

_TITLE_LENGTH = 300
_LABEL_LENGTH = 200
_REASON_LENGTH = 500
NAME_LENGTH = 254
_GROUP_LENGTH = 150


GIVEN = [(role.value, role.value) for role in GIVEN_ROLES]
BY_LINK = [(role.value, role.value) for role in LINK_ROLES]
REACHES = [(reach.value, reach.value) for reach in Reach]


class PersonSerializer(serializers.Serializer[AbstractBaseUser]):
    """Somebody, as others see them."""

    username = serializers.CharField(source="get_username")
    name = serializers.SerializerMethodField()
    color = serializers.SerializerMethodField()

    def get_name(self, user: AbstractBaseUser) -> str:
        """The full name, or else the username."""
        return name_of(user)

    def get_color(self, user: Any) -> str:
        """Of the avatar."""
        return str(presence.person_of(user)["color"])


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
    link_reach = serializers.ChoiceField(choices=REACHES)
    link_role = serializers.ChoiceField(choices=BY_LINK)
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


class DocumentCopySerializer(serializers.Serializer[Any]):
    """What is asked when a document is copied."""

    title = serializers.CharField(
        max_length=_TITLE_LENGTH, default="", allow_blank=True, help_text="Default: “Copy of …”."
    )


class DocumentChangeSerializer(serializers.Serializer[Any]):
    """What is asked when a document is changed: at least one of these."""

    title = serializers.CharField(max_length=_TITLE_LENGTH, required=False)
    link_reach = serializers.ChoiceField(choices=REACHES, required=False)
    link_role = serializers.ChoiceField(choices=BY_LINK, required=False)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Refuse to change nothing."""
        if not asked:
            raise serializers.ValidationError({"title": [gettext("This field is required.")]})
        return asked


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


def user_named(name: str) -> AbstractBaseUser:
    """The active user who is meant by a username or a mail address.

    Raises `ValidationError` if it is nobody, or more than one.
    """
    found = people.named(name)
    if len(found) == 1:
        return found[0]
    raise serializers.ValidationError(
        gettext("More than one user is meant.") if found else gettext("There is no such user.")
    )


class AccessSerializer(serializers.Serializer[Any]):
    """A role that a user or a group was given."""

    id = serializers.IntegerField()
    user = PersonSerializer(allow_null=True)
    group = serializers.CharField(source="group.name", default=None, allow_null=True)
    role = serializers.ChoiceField(choices=GIVEN)
    created = serializers.DateTimeField()


class GrantSerializer(serializers.Serializer[Any]):
    """What is asked when a user or a group is given a role."""

    user = serializers.CharField(
        max_length=NAME_LENGTH, required=False, help_text="Username or mail address."
    )
    group = serializers.CharField(max_length=_GROUP_LENGTH, required=False, help_text="Its name.")
    role = serializers.ChoiceField(choices=GIVEN)

    def validate_user(self, name: str) -> AbstractBaseUser:
        """The user who is meant."""
        return user_named(name)

    def validate_group(self, name: str) -> Group:
        """The group that is meant."""
        group = Group.objects.filter(name=name).first()
        if group is None:
            raise serializers.ValidationError(gettext("There is no such group."))
        return group

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the two is the holder."""
        if ("user" in asked) == ("group" in asked):
            raise serializers.ValidationError({"user": [gettext("Name either a user or a group.")]})
        return {"holder": asked.get("user") or asked["group"], "role": Role(asked["role"])}


class TicketSerializer(serializers.Serializer[Any]):
    """A websocket ticket."""

    ticket = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds.")
