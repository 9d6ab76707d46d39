"""Process settings: read once from the environment, checked at once, never changed afterwards."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from antrean.domain.batas import TERBANYAK, TERLAMA_MENIT, Batas
from antrean.domain.cluster import CONTOH as CONTOH_CLUSTER
from antrean.domain.cluster import AlamatCluster
from antrean.domain.jaringan import daftar_jaringan
from antrean.domain.layanan import ALIAS
from antrean.domain.sentinel import CONTOH, AlamatSentinel
from antrean.errors import SettingsError

SECRET_KEY_MIN = 32
METRICS_TOKEN_MIN = 16
MAKE_DATA_KEY = "python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
REDIS_SCHEMES = ("redis", "rediss", "unix")
LOG_LEVELS = ("debug", "info", "warning", "error")
# What is served at the root only: a prefix is none of these, nor below one.
ROOT_ONLY = (
    *("/simrs", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics"),
    *("/aset", "/kabar", "/masuk", "/keluar", "/perangkat", "/loket", "/farmasi", "/poli", "/papan"),
    *("/admin", "/kios", "/pantau"),
)

_DATA_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
_PREFIX = re.compile(r"(/(?!\.\.?(/|$))[A-Za-z0-9._~-]+)+")


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable of the service, as README's settings table shows it."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable(
        "REDIS_URL",
        "",
        "The store: `redis://`, `rediss://`, `unix://`, the sentinels that know it: "
        "`redis+sentinel://h1,h2,h3/name`, or a Redis Cluster: `redis+cluster://h1:p,h2:p,h3:p` "
        "(`rediss+…://` with TLS). "
        "Empty: `antrean` starts its own Redis.",
    ),
    Variable(
        "ANTREAN_SECRET_KEY",
        "",
        f"Signs the tokens; at least {SECRET_KEY_MIN} characters. Several with commas: the first signs, all are "
        "accepted. Needed beside `REDIS_URL`; the embedded store keeps a generated one.",
    ),
    Variable(
        "ANTREAN_DATA_KEY",
        "",
        "Encrypts the forms of new patients in the store: a Fernet key. Several with commas: the first encrypts, all "
        "decrypt. Empty beside `REDIS_URL`: they are not encrypted; the embedded store keeps a generated one.",
    ),
    Variable("ANTREAN_FORM_DAYS", "7", "Days that such a form is kept after its date (0 to 365); 0: it is not kept."),
    Variable("ANTREAN_DATA_DIR", "./data", "Where the embedded store keeps its files."),
    Variable("ANTREAN_KEEP_DAYS", "35", "Days that a dated record is kept after its date (1 to 3650)."),
    Variable(
        "ANTREAN_REDIS_TIMEOUT",
        "5",
        "Seconds within which a call is answered, with 503 where the store has not (1 to 60).",
    ),
    Variable(
        "ANTREAN_WAIT_REPLICAS",
        "0",
        "Replicas that must have a change before it is answered (0 to 5); with 1, a primary that dies takes nothing "
        "answered with it, with all of them no failover does.",
    ),
    Variable(
        "ANTREAN_REDIS_TLS_VERIFY",
        "yes",
        "`no` accepts a `rediss://` server whose certificate is self-signed, as some providers have.",
    ),
    Variable(
        "ANTREAN_URL_ALIAS",
        "",
        f"Whose paths are served too: {', '.join(f'`{gaya}`' for gaya in ALIAS)}, or several with commas.",
    ),
    Variable(
        "ANTREAN_URL_PREFIX",
        "",
        "Mobile JKN's services are also served under this path, such as `/api-bpjsfktl`.",
    ),
    Variable(
        "ANTREAN_LOGIN_LIMIT",
        "20/5",
        "Wrong logins of a username from an address, and within how many minutes; after that they are refused. From "
        "one address, whoever's: five times as many.",
    ),
    Variable(
        "ANTREAN_PROXY_HOPS",
        "0",
        "Proxies in front that add to `X-Forwarded-For`, to know a client's address (0 to 10).",
    ),
    Variable(
        "ANTREAN_KEEPALIVE",
        "15",
        "Seconds that an idle connection is kept (1 to 3600): longer than the proxy in front keeps it, or it meets one "
        "that is being closed, and answers 502.",
    ),
    Variable(
        "ANTREAN_METRICS_NETWORKS",
        "127.0.0.0/8,::1",
        "From where `GET /metrics` may be asked, with commas between; what a proxy passes on that "
        "`ANTREAN_PROXY_HOPS` does not count comes from nowhere.",
    ),
    Variable(
        "ANTREAN_METRICS_TOKEN",
        "",
        f"Who sends it as `Authorization: Bearer …` may ask `GET /metrics` from anywhere; at least {METRICS_TOKEN_MIN} "
        "characters. Empty: nobody.",
    ),
    Variable("ANTREAN_LOG_LEVEL", "info", "`debug`, `info`, `warning` or `error`."),
    Variable("PORT", "8000", "The port to serve on."),
    Variable("WEB_CONCURRENCY", "2", "gunicorn's worker processes (1 to 256)."),
    Variable("ANTREAN_THREADS", "16", "Threads of each worker (1 to 256)."),
)
DEFAULTS = {variable.name: variable.default for variable in VARIABLES}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process. Empty ``redis_url``: the embedded store."""

    redis_url: str
    secret_keys: tuple[str, ...]
    data_keys: tuple[str, ...]
    form_days: int
    data_dir: Path
    keep_days: int
    redis_timeout: int
    wait_replicas: int
    redis_tls_verify: bool
    url_alias: tuple[str, ...]
    url_prefix: str
    login_limit: Batas
    proxy_hops: int
    keepalive: int
    metrics_networks: str
    metrics_token: str
    log_level: str
    port: int
    workers: int
    threads: int

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read and check the settings.

        Raises:
            SettingsError: naming the variable that is unusable. A missing ``ANTREAN_SECRET_KEY`` is left to
                ``require_secret``, for not every command signs tokens.
        """
        redis_url = _redis_url(_get(env, "REDIS_URL"))
        return cls(
            redis_url=redis_url,
            secret_keys=_secret_keys(_get(env, "ANTREAN_SECRET_KEY")),
            data_keys=_data_keys(_get(env, "ANTREAN_DATA_KEY")),
            form_days=_number(env, "ANTREAN_FORM_DAYS", 0, 365),
            data_dir=Path(_get(env, "ANTREAN_DATA_DIR")),
            keep_days=_number(env, "ANTREAN_KEEP_DAYS", 1, 3650),
            redis_timeout=_number(env, "ANTREAN_REDIS_TIMEOUT", 1, 60),
            wait_replicas=_wait_replicas(_number(env, "ANTREAN_WAIT_REPLICAS", 0, 5), redis_url),
            redis_tls_verify=_choice(env, "ANTREAN_REDIS_TLS_VERIFY", ("yes", "no")) == "yes",
            url_alias=_url_alias(_get(env, "ANTREAN_URL_ALIAS")),
            url_prefix=_url_prefix(_get(env, "ANTREAN_URL_PREFIX")),
            login_limit=_login_limit(_get(env, "ANTREAN_LOGIN_LIMIT")),
            proxy_hops=_number(env, "ANTREAN_PROXY_HOPS", 0, 10),
            keepalive=_number(env, "ANTREAN_KEEPALIVE", 1, 3600),
            metrics_networks=_networks(env, "ANTREAN_METRICS_NETWORKS"),
            metrics_token=_metrics_token(_get(env, "ANTREAN_METRICS_TOKEN")),
            log_level=_choice(env, "ANTREAN_LOG_LEVEL", LOG_LEVELS),
            port=_number(env, "PORT", 1, 65535),
            workers=_number(env, "WEB_CONCURRENCY", 1, 256),
            threads=_number(env, "ANTREAN_THREADS", 1, 256),
        )

    def require_served_store(self) -> None:
        """Check what a serving process needs.

        Raises:
            SettingsError: no ``REDIS_URL``, or no ``ANTREAN_SECRET_KEY``.
        """
        if not self.redis_url:
            raise SettingsError(
                "REDIS_URL is not set. Set it to the Redis that keeps the queue, for example "
                "redis://127.0.0.1:6379/0, or start with `antrean serve`, which brings a Redis of its own."
            )
        if not self.secret_keys:
            raise SettingsError(
                "ANTREAN_SECRET_KEY is not set. It signs the tokens and has no default. Make one with "
                "`python3 -c 'import secrets; print(secrets.token_hex(32))'` and set it for every process alike."
            )


def _get(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip() or DEFAULTS[name]


def _redis_url(value: str) -> str:
    if not value:
        return value
    alamat = next((bentuk for bentuk in (AlamatSentinel, AlamatCluster) if bentuk.bentuknya(value)), None)
    if alamat:
        try:
            alamat.baca(value)
        except ValueError as error:
            raise SettingsError(f"REDIS_URL {error}") from None
    elif not _is_redis_address(value):
        raise SettingsError(
            "REDIS_URL is not a Redis address. It looks like redis://host:6379/0, rediss://host:6380/0, "
            f"unix:///path/to/redis.sock, {CONTOH} or {CONTOH_CLUSTER}."
        )
    return value


def _is_redis_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        place = parts.path if parts.scheme == "unix" else parts.hostname and parts.port != 0
    except ValueError:  # what stands for the port is none
        return False
    return parts.scheme in REDIS_SCHEMES and bool(place)


def _secret_keys(value: str) -> tuple[str, ...]:
    keys = tuple(key for satu in value.split(",") if (key := satu.strip()))
    for n, key in enumerate(keys, 1):
        if len(key) < SECRET_KEY_MIN:
            which = f" in key {n} of {len(keys)} (commas divide them)" if len(keys) > 1 else ""
            raise SettingsError(
                f"ANTREAN_SECRET_KEY has {len(key)} characters{which}; it needs at least {SECRET_KEY_MIN}. Make one "
                "with `python3 -c 'import secrets; print(secrets.token_hex(32))'`."
            )
    return keys


def _wait_replicas(value: int, redis_url: str) -> int:
    if value and not redis_url:
        raise SettingsError(
            f"ANTREAN_WAIT_REPLICAS is {value}, and the store that antrean brings has no replicas. Set REDIS_URL to a "
            "Redis that has, or leave ANTREAN_WAIT_REPLICAS at 0."
        )
    return value


def _data_keys(value: str) -> tuple[str, ...]:
    keys = tuple(key for satu in value.split(",") if (key := satu.strip()))
    for n, key in enumerate(keys, 1):
        if not _DATA_KEY.fullmatch(key):
            which = f"Key {n} of {len(keys)} in ANTREAN_DATA_KEY" if len(keys) > 1 else "ANTREAN_DATA_KEY"
            raise SettingsError(
                f"{which} is no Fernet key: 44 characters, of which the last is =. Make one with `{MAKE_DATA_KEY}`."
            )
    return keys


def _url_alias(value: str) -> tuple[str, ...]:
    asked = {satu.strip().lower() for satu in value.split(",")} - {""}
    if asked - {*ALIAS}:
        raise SettingsError(
            f"ANTREAN_URL_ALIAS is {value!r}; it takes one or more of these, with commas between: {', '.join(ALIAS)}."
        )
    return tuple(gaya for gaya in ALIAS if gaya in asked)


def _url_prefix(value: str) -> str:
    if value and not _PREFIX.fullmatch(value):
        raise SettingsError(
            f"ANTREAN_URL_PREFIX is {value!r}; it takes a path such as /api-bpjsfktl: it starts with /, does not end "
            "with /, and has letters, digits and . _ ~ - between."
        )
    if taken := next((path for path in ROOT_ONLY if f"{value}/".startswith(f"{path}/")), None):
        raise SettingsError(
            f"ANTREAN_URL_PREFIX is {value!r}; {taken} is the service's own. Choose a path that does not begin with it."
        )
    return value


def _login_limit(value: str) -> Batas:
    try:
        return Batas.baca(value)
    except ValueError:
        raise SettingsError(
            f"ANTREAN_LOGIN_LIMIT is {value!r}; it takes wrong logins and minutes, such as 20/5: up to {TERBANYAK} in "
            f"up to {TERLAMA_MENIT} minutes."
        ) from None


def _networks(env: Mapping[str, str], name: str) -> str:
    """A list that ``domain.jaringan`` takes."""
    value = "".join(_get(env, name).split())
    try:
        daftar_jaringan(value)
    except ValueError as error:
        raise SettingsError(
            f"{name} takes networks such as 127.0.0.0/8,192.168.10.0/24, with commas between: {error}."
        ) from None
    return value


def _metrics_token(value: str) -> str:
    if value and (len(value) < METRICS_TOKEN_MIN or not (value.isascii() and value.isprintable()) or " " in value):
        raise SettingsError(
            f"ANTREAN_METRICS_TOKEN takes at least {METRICS_TOKEN_MIN} printable characters without a blank. Make one "
            "with `python3 -c 'import secrets; print(secrets.token_hex(32))'`."
        )
    return value


def _number(env: Mapping[str, str], name: str, least: int, most: int) -> int:
    value = _get(env, name)
    if not (value.isascii() and value.isdigit() and least <= int(value[:9]) <= most and len(value) < 9):
        raise SettingsError(f"{name} is {value!r}; it takes a whole number from {least} to {most}.")
    return int(value)


def _choice(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = _get(env, name).lower()
    if value not in choices:
        raise SettingsError(f"{name} is {value!r}; it takes one of: {', '.join(choices)}.")
    return value
