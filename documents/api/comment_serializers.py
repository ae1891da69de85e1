"""The shapes of threads, comments and notices."""

import base64
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from .. import conf
from ..models import Comment, CommentThread, Notice
from ..protocol.errors import ProtocolError
from ..protocol.places import check_place
from ..services.authors import Author
from ..store import audience
from ..store.comments import Anchor


@extend_schema_field(OpenApiTypes.BYTE)
class PlaceField(serializers.Field[bytes, str, str, Any]):
    """A relative position of Yjs: base64 of what `encodeRelativePosition` gives."""

    def to_internal_value(self, data: str) -> bytes:
        """The bytes of one position; whatever no client could read is an error."""
        try:
            place = base64.b64decode(data, validate=True)
            check_place(place)
        except (ProtocolError, TypeError, ValueError):
            raise serializers.ValidationError("This is no relative position.") from None
        if len(place) > conf.current().limits.anchor_bytes:
            raise serializers.ValidationError("This position is too long.")
        return place

    def to_representation(self, value: bytes) -> str:
        """As it was sent."""
        return base64.b64encode(value).decode()


class AnchorSerializer(serializers.Serializer[Any]):
    """What a thread is about, by the ends of the text."""

    start = PlaceField(help_text="Relative position of Yjs, base64.")
    end = PlaceField(help_text="Relative position of Yjs, base64.")


class TextSerializer(serializers.Serializer[Any]):
    """What is asked when somebody says something."""

    text = serializers.CharField(help_text="Plain text; `@username` mentions somebody.")

    def validate_text(self, text: str) -> str:
        """Not longer than the limits say."""
        return _bounded(text, "comment_characters")


class StartSerializer(TextSerializer):
    """What is asked when a thread is begun."""

    anchor = AnchorSerializer()
    quote = serializers.CharField(
        allow_blank=True, default="", trim_whitespace=False, help_text="The text it is about."
    )

    def validate_quote(self, quote: str) -> str:
        """Not longer than the limits say."""
        return _bounded(quote, "quote_characters")

    def asked(self) -> tuple[Anchor, str]:
        """Where the thread stands, and its first comment."""
        given = self.validated_data
        return Anchor(**given["anchor"], quote=given["quote"]), given["text"]


class MoveSerializer(serializers.Serializer[Any]):
    """What is asked when a thread follows its text."""

    anchor = AnchorSerializer()


class AuthorSerializer(serializers.Serializer[Any]):
    """Who said something; without an account there is no username."""

    username = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    color = serializers.CharField()
    guest = serializers.BooleanField(help_text="Whether they have no account.")


class CommentSerializer(serializers.Serializer[Any]):
    """One comment as one user sees it.

    The context holds `authors` by principal, `mentioned` by username, `principal`, `manages`.
    """

    id = serializers.IntegerField()
    author = serializers.SerializerMethodField()
    text = serializers.CharField(help_text="Empty if it was deleted.")
    mentions = serializers.SerializerMethodField()
    created = serializers.DateTimeField()
    edited = serializers.DateTimeField(allow_null=True)
    deleted = serializers.DateTimeField(allow_null=True)
    may_edit = serializers.SerializerMethodField()
    may_delete = serializers.SerializerMethodField()

    @extend_schema_field(AuthorSerializer)
    def get_author(self, comment: Comment) -> Any:
        """Who said it."""
        return _shown(self.context["authors"][comment.author])

    def get_mentions(self, comment: Comment) -> dict[str, str]:
        """Names by username of those mentioned who may see the document."""
        known: dict[str, str] = self.context["mentioned"]
        return {name: known[name] for name in audience.names_in(comment.text) if name in known}

    def get_may_edit(self, comment: Comment) -> bool:
        """Whether the user said it and may still comment."""
        return bool(self.context["comments"]) and comment.author == self.context["principal"]

    def get_may_delete(self, comment: Comment) -> bool:
        """The same, or whether the user manages the document."""
        return self.get_may_edit(comment) or bool(self.context["manages"])


class ThreadSerializer(serializers.Serializer[Any]):
    """A thread with all its comments: the context also holds `unread`, ids of threads."""

    id = serializers.IntegerField()
    anchor = serializers.SerializerMethodField()
    quote = serializers.CharField()
    created = serializers.DateTimeField()
    resolved = serializers.DateTimeField(allow_null=True)
    resolved_by = serializers.SerializerMethodField()
    unread = serializers.SerializerMethodField()
    comments = CommentSerializer(many=True)

    @extend_schema_field(AnchorSerializer)
    def get_anchor(self, thread: CommentThread) -> Any:
        """The ends of what it is about."""
        return AnchorSerializer({"start": bytes(thread.start), "end": bytes(thread.end)}).data

    @extend_schema_field(AuthorSerializer(allow_null=True))
    def get_resolved_by(self, thread: CommentThread) -> Any:
        """Who resolved it."""
        who = self.context["authors"].get(thread.resolved_by)
        return _shown(who) if who else None

    def get_unread(self, thread: CommentThread) -> bool:
        """Whether something in it waits in the user's inbox."""
        return thread.pk in self.context["unread"]


class PersonToMentionSerializer(serializers.Serializer[Any]):
    """Somebody who may be mentioned."""

    username = serializers.CharField()
    name = serializers.CharField()
    color = serializers.CharField()


class NoticeSerializer(serializers.Serializer[Any]):
    """Something that waits in the user's inbox: the context holds `authors` by principal."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Notice.Kind.choices)
    document = serializers.UUIDField(source="document_id")
    title = serializers.CharField(source="document.title")
    thread = serializers.IntegerField(source="thread_id", allow_null=True)
    author = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    detail = serializers.JSONField()
    created = serializers.DateTimeField()
    read = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(AuthorSerializer)
    def get_author(self, notice: Notice) -> Any:
        """Who caused it."""
        return _shown(self.context["authors"][notice.actor])

    def get_text(self, notice: Notice) -> str:
        """What was said, as it reads now."""
        return notice.comment.text if notice.comment else ""


class ReadSerializer(serializers.Serializer[Any]):
    """Which notices were read: some, those of one thread, or all of them."""

    notices = serializers.ListField(
        child=serializers.IntegerField(), required=False, max_length=100
    )
    thread = serializers.IntegerField(required=False)


class UnreadSerializer(serializers.Serializer[Any]):
    """How much waits."""

    unread = serializers.IntegerField()


def _shown(author: Author) -> Any:
    return AuthorSerializer(author).data


def _bounded(text: str, limit: str) -> str:
    most: int = getattr(conf.current().limits, limit)
    if len(text) > most:
        raise serializers.ValidationError(f"This may have at most {most} characters.")
    return text
