"""The environment, parsed once into a frozen value. `settings.py` reads nothing else.

A value that makes no sense raises `EnvironmentFault`, whose text is the one sentence that the
operator sees.
"""

import ipaddress
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from documents import conf

BASE_DIR: Path = Path(__file__).resolve().parent.parent

SQLITE = "django.db.backends.sqlite3"
DATABASE_SCHEMES = frozenset({"sqlite", "postgres", "postgresql"})

MAIL_SCHEMES = frozenset({"smtp", "smtp+tls", "smtps", "smtp+ssl", "filemail", "consolemail"})

KEY_BYTES_MIN = 32
"""Shortest secret key accepted: 256 bits of hexadecimal would be twice as long."""

PROJECT_NAMES = frozenset({"VAR_DIR", "THROTTLE", "CI", "TRACES", "SIGN_UP", "SIGN_UP_DOMAINS"})
"""`COLLAB_*` variables that are no settings of the app `documents`."""

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
WILDCARD_HOSTS = frozenset({"0.0.0.0", "::", "[::]", ""})  # noqa: S104 (compared, not bound)


class EnvironmentFault(Exception):
    """A variable has a value that the server cannot start with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What the environment says about this installation."""

    var_dir: Path
    debug: bool
    public_url: SplitResult
    allowed_hosts: list[str]
    trusted_proxies: list[str]
    database: dict[str, Any]
    redis_url: str
    secret_key: str
    throttle: bool
    mail: dict[str, Any]
    """Django's settings of the mail server; empty without one."""
    mail_from: str
    sign_up: bool
    """Whether people may make accounts for themselves."""
    sign_up_domains: list[str]
    """Of their mail addresses; empty for any."""
    collab: dict[str, Any]

    @property
    def origin(self) -> str:
        """Scheme, host and port of the public address, as a browser sends it in `Origin`."""
        return f"{self.public_url.scheme}://{self.public_url.netloc}"

    @property
    def https(self) -> bool:
        """Whether people reach the server through https."""
        return self.public_url.scheme == "https"

    @property
    def origins(self) -> list[str]:
        """The public origin and, when it is this machine, the other names of this machine."""
        if not is_loopback(self.public_url.hostname or ""):
            return [self.origin]
        port = f":{self.public_url.port}" if self.public_url.port else ""
        names = [f"{self.public_url.scheme}://{name}{port}" for name in LOOPBACK_NAMES]
        return list(dict.fromkeys([self.origin, *names]))

    @property
    def websocket_origins(self) -> list[str]:
        """`origins` for websockets; a content security policy cannot name IPv6 addresses."""
        return [f"ws{origin[4:]}" for origin in self.origins if "[" not in origin]


def var_dir(variables: Mapping[str, str]) -> Path:
    """The data folder; a relative path starts at the project's folder."""
    return BASE_DIR / (variables.get("COLLAB_VAR_DIR") or "var")


def read(variables: Mapping[str, str]) -> Environment:
    """Parse `variables` (as `os.environ`).

    Raises `EnvironmentFault` with one sentence for a value that cannot be used.
    """
    folder = var_dir(variables)
    debug = _flag(variables, "DEBUG", default=False)
    public_url = _public_url(variables)
    _refuse_public_debug(variables, public_url, debug=debug)
    return Environment(
        var_dir=folder,
        debug=debug,
        public_url=public_url,
        allowed_hosts=_allowed_hosts(variables, public_url),
        trusted_proxies=_networks(variables, "TRUSTED_PROXIES"),
        database=_database(variables, folder),
        redis_url=_redis_url(variables),
        secret_key=_secret_key(variables, folder),
        throttle=_flag(variables, "COLLAB_THROTTLE", default=True),
        mail=_mail(variables),
        mail_from=variables.get("EMAIL_FROM") or f"collab@{public_url.hostname}",
        sign_up=_flag(variables, "COLLAB_SIGN_UP", default=False),
        sign_up_domains=_sign_up_domains(variables),
        collab=_collab(variables),
    )


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address, IPv6 with or without brackets) is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _flag(variables: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = variables.get(name, "").strip().lower()
    if value in {"", *environ.Env.BOOLEAN_TRUE_STRINGS}:
        return default if value == "" else True
    if value in {"0", "off", "false", "no", "n", "f"}:
        return False
    raise EnvironmentFault(f"{name} must be on or off, not {value!r}.")


def _list(variables: Mapping[str, str], name: str) -> list[str]:
    return [item.strip() for item in variables.get(name, "").split(",") if item.strip()]


def _public_url(variables: Mapping[str, str]) -> SplitResult:
    given = variables.get("PUBLIC_URL", "").strip().rstrip("/")
    url = given or _local_url(variables)
    try:
        parts = urlsplit(url)
        usable = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        raise EnvironmentFault(f"PUBLIC_URL is not an address: {url!r}.") from None
    if parts.scheme not in {"http", "https"} or not usable:
        raise EnvironmentFault(f"PUBLIC_URL must look like https://docs.example.org, not {url!r}.")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise EnvironmentFault(f"PUBLIC_URL must be scheme, host and port alone, not {url!r}.")
    return parts


def _local_url(variables: Mapping[str, str]) -> str:
    host = variables.get("HOST") or "127.0.0.1"
    host = "localhost" if host in WILDCARD_HOSTS else host
    port = variables.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 2**16:
        raise EnvironmentFault(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return f"http://[{host}]:{port}" if ":" in host.strip("[]") else f"http://{host}:{port}"


def _refuse_public_debug(
    variables: Mapping[str, str], public_url: SplitResult, *, debug: bool
) -> None:
    """DEBUG shows settings and source code to whoever provokes an error."""
    exposed = [variables.get("HOST") or "127.0.0.1", public_url.hostname or ""]
    if debug and not all(map(is_loopback, exposed)):
        raise EnvironmentFault(
            "DEBUG is for this machine alone: turn it off or use HOST=127.0.0.1."
        )


def _allowed_hosts(variables: Mapping[str, str], public_url: SplitResult) -> list[str]:
    host = public_url.hostname or ""
    host = f"[{host}]" if ":" in host else host
    names = LOOPBACK_NAMES if is_loopback(host) else ()
    return list(dict.fromkeys([host, *names, *_list(variables, "ALLOWED_HOSTS")]))


def _networks(variables: Mapping[str, str], name: str) -> list[str]:
    networks = _list(variables, name)
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise EnvironmentFault(
                f"{name} must list addresses or networks, not {network!r}."
            ) from None
    return networks


def _database(variables: Mapping[str, str], folder: Path) -> dict[str, Any]:
    url = variables.get("DATABASE_URL") or f"sqlite:///{folder / 'collab.sqlite3'}"
    if url.partition("://")[0] not in DATABASE_SCHEMES:
        raise EnvironmentFault(
            "DATABASE_URL must look like sqlite:///path or postgres://user:password@host/name."
        )
    try:
        config: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError:
        raise EnvironmentFault(
            "DATABASE_URL has a part that is no address: its password must be percent-encoded."
        ) from None
    return config


def _mail(variables: Mapping[str, str]) -> dict[str, Any]:
    url = variables.get("EMAIL_URL", "").strip()
    if not url:
        return {}
    if url.partition("://")[0] not in MAIL_SCHEMES:
        raise EnvironmentFault(
            "EMAIL_URL must look like smtp+tls://user:password@host:587 or smtp+ssl://...:465."
        )
    try:
        config: dict[str, Any] = environ.Env.email_url_config(url)
    except ValueError:
        raise EnvironmentFault(
            "EMAIL_URL has a part that is no address: its password must be percent-encoded."
        ) from None
    if config["EMAIL_FILE_PATH"]:  # they are names in the root of the file system
        config["EMAIL_FILE_PATH"] = f"/{config['EMAIL_FILE_PATH']}"
    return config


def _sign_up_domains(variables: Mapping[str, str]) -> list[str]:
    domains = [name.casefold() for name in _list(variables, "COLLAB_SIGN_UP_DOMAINS")]
    if any("@" in name or "." not in name for name in domains):
        raise EnvironmentFault("COLLAB_SIGN_UP_DOMAINS must list domains, such as example.org.")
    if domains and not variables.get("EMAIL_URL"):
        raise EnvironmentFault(
            "COLLAB_SIGN_UP_DOMAINS needs EMAIL_URL: without mail no address can be confirmed."
        )
    return domains


def _redis_url(variables: Mapping[str, str]) -> str:
    url = variables.get("REDIS_URL", "").strip()
    if url and not re.match(r"(rediss?|unix)://.", url):
        raise EnvironmentFault("REDIS_URL must start with redis://, rediss:// or unix://.")
    return url


def _secret_key(variables: Mapping[str, str], folder: Path) -> str:
    path = Path(variables.get("SECRET_KEY_FILE") or folder / "secret_key")
    key = variables.get("SECRET_KEY") or _read_key(path)
    if len(key) < KEY_BYTES_MIN:
        raise EnvironmentFault(
            f"SECRET_KEY has {len(key)} characters and needs at least {KEY_BYTES_MIN}."
        )
    return key


def _read_key(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise EnvironmentFault(
            "There is no secret key: set SECRET_KEY or SECRET_KEY_FILE,"
            " or run 'manage.py quickstart', which makes one."
        ) from None
    except OSError as error:
        raise EnvironmentFault(f"Cannot read the secret key {path}: {error.strerror}.") from None


def _collab(variables: Mapping[str, str]) -> dict[str, Any]:
    """`COLLAB_X` and `COLLAB_LIMITS_X` as the dict `COLLAB` of the app."""
    settings: dict[str, Any] = {}
    limits: dict[str, Any] = {}
    for variable, value in variables.items():
        name = variable.removeprefix("COLLAB_")
        if name == variable or name in PROJECT_NAMES:
            continue
        limit = name.removeprefix("LIMITS_")
        (settings if limit == name else limits)[limit] = _number(value)
    settings |= {"LIMITS": limits} if limits else {}
    try:
        conf.parse(settings)
    except ImproperlyConfigured as error:
        raise EnvironmentFault(str(error)) from None
    return settings


def _number(value: str) -> int | float | str:
    """What is no number stays as it is: the app says what is wrong, and an unknown name first."""
    for cast in (int, float):
        with suppress(ValueError):
            return cast(value)
    return value
