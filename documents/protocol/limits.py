"""Every bound of the protocol in one frozen value, each with its unit and its reason."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one peer, one message and one document may cost.

    Settable as `COLLAB["LIMITS"]`; code receives the value and never reads settings.
    """

    message_bytes: int = 16 * MIB
    """One websocket message in. An offline week of typing is some 2 MiB."""

    document_bytes: int = 32 * MIB
    """A document's merged state: what one sync step 2 may weigh going out."""

    vector_bytes: int = 512 * KIB
    """A state vector: some 60,000 replicas have ever written. Read on the event loop."""

    inline_bytes: int = 2 * KIB
    """Updates up to this size are judged on the event loop, in a millisecond at worst; larger ones
    in a thread."""

    awareness_bytes: int = 16 * KIB
    """One client's awareness state as JSON; a caret and a selection are some 300 bytes."""

    awareness_entries: int = 1000
    """Entries of one awareness message: a full room of stock clients reflects each other."""

    strikes: int = 3
    """Malformed messages on one socket within `strike_window_seconds` that end it (4400)."""

    strike_window_seconds: float = 60.0
    """How long a malformed message is held against its socket."""

    gaps: int = 3
    """Gapped sync answers without progress that end a connection (4500)."""

    queue_bytes: int = 4 * MIB
    """What may wait for one peer that does not read, before it is marked behind."""

    queue_seconds: float = 10.0
    """How long a frame may wait for a peer that does not read, before its connection ends."""

    slow_bytes_per_second: int = 16 * 1024
    """The slowest line that counts as reading: what is on its way has time accordingly."""

    keepalive_seconds: float = 20.0
    """Silence after which a peer gets data: stock clients reconnect after 30 s without."""

    awareness_timeout_seconds: float = 30.0
    """Yjs forgets a client whose awareness was not renewed for this long (y-protocols)."""

    awareness_clients: int = 32
    """Client ids that one socket may announce: a client has one, and takes a new one seldom."""

    throttle: bool = True
    """Whether rates and numbers of sockets are bounded (all below); sizes always are."""

    messages_per_second: float = 500.0
    """Messages that a socket may send for long; past it the socket is read more slowly and loses
    nothing. A message counts once for each 4 KiB. A fast typist sends some 15."""

    burst_seconds: float = 4.0
    """Seconds of that rate which may come at once, besides one message of any allowed size."""

    held_back_seconds: float = 30.0
    """How long a socket may be held back without a pause before it is ended (4529)."""

    syncs_per_second: int = 5
    """Sync step 1 messages of one socket in a second; one more ends it (4529)."""

    full_sync_seconds: float = 2.0
    """Between large answers to one socket's sync step 1: ten bytes in, a whole document out."""

    awareness_per_second: float = 100.0
    """Awareness messages of one socket; past its burst the socket is ended (4529). Others get
    at most 20 a second; stock clients send those back."""

    awareness_burst_seconds: float = 5.0
    """Seconds of that rate which may come at once."""

    small_answer_bytes: int = 16 * KIB
    """Answers to sync step 1 up to this size do not count as large."""

    answer_bytes_per_person: int = 16 * MIB
    """Bytes a second of answers to sync step 1, for all sockets of one person. What is beyond it
    comes later; nothing is closed."""

    answer_bytes_per_address: int = 64 * MIB
    """The same for all sockets from one address: guests are as many as somebody likes to be."""

    answer_burst_seconds: float = 8.0
    """Seconds of those which may come at once: a class that opens a document of 2 MiB together."""

    work_share: float = 0.2
    """Part of one processor that reading and judging what one person sends may take for long, with
    all sockets of that person. A fast typist needs some 0.0001."""

    work_burst_seconds: float = 1.0
    """Seconds of such work which may come at once. An offline week takes about so long."""

    joins_per_second: float = 20.0
    """Handshakes with one session or token for long; more wait until it is their turn."""

    joins_burst: int = 30
    """How many of those are let in at once: a person's tabs after a restart, a test of load."""

    joins_waiting_seconds: float = 60.0
    """How long a handshake may wait for its turn; one that would wait longer is ended (4529)."""

    vain_visits_per_second: float = 2.0
    """Visits of one person that end within `vain_visit_seconds`, or for what they sent (a malformed
    message, a client id of somebody else). After more the next handshakes wait, unread, as long
    as those take to be forgotten."""

    vain_visits_burst: int = 10
    """How many of those may come at once: tabs on a line that comes and goes."""

    vain_visit_seconds: float = 1.0
    """Nobody opens a document for less; a visit costs as much as a hundred letters."""

    new_clients_per_sync: int = 1000
    """New client ids in one sync step 2: the work of many sessions, imported or offline."""

    new_clients_per_minute: float = 8.0
    """New client ids of one socket besides: a client takes a new one when it finds a twin."""

    sockets_per_user: int = 1000
    """Open sockets of one user in one process."""

    sockets_per_document: int = 5000
    """Open sockets of one document in one process."""

    strangers_per_second: float = 5.0
    """Handshakes of one address that turn out to be nobody's. More get HTTP 403 unread."""

    strangers_burst: int = 20
    """How many of those may come at once. People who are signed in are not counted."""

    comment_characters: int = 4000
    """Text of one comment: two printed pages."""

    quote_characters: int = 500
    """What a thread keeps of the text that it is about."""

    anchor_bytes: int = 256
    """One end of what a thread is about: a relative position has some 12."""

    threads_per_document: int = 5000
    """Threads of one document, the resolved ones among them."""

    comments_per_thread: int = 500
    """Comments of one thread: they are read together."""

    mentions_per_comment: int = 20
    """People who are told about one comment by their names."""

    wrong_links_per_minute: int = 10
    """Wrong secrets and passwords of share links from one address, before it has to wait (429).
    Right ones are not counted."""

    new_guests_per_minute: int = 300
    """Guests without an account that one address may bring: a school arrives at once."""

    failed_sign_ins_per_minute: int = 5
    """Wrong passwords for one account from one address, before it has to wait (429)."""

    failed_sign_ins_per_account: int = 20
    """The same from wherever: who guesses from many addresses gets no further."""

    failed_sign_ins_per_address: int = 30
    """The same for whatever accounts: a school mistypes more than one person does."""

    mails_per_account: int = 3
    """Mails that strangers may have sent to one mail address in an hour, to sign up or reset."""

    mails_per_address: int = 60
    """The same from one network address: a class signs up at once."""

    sign_ups_per_address: int = 60
    """Accounts made from one network address in an hour, where no mail is confirmed."""

    tokens_per_user: int = 100
    """Bearer tokens that one user may have at a time."""
