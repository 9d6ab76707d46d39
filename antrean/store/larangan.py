"""What a server refuses because of how it is set up, or how we are told to reach it: no fault of ours, and no trouble
that passes. Each is a sentence with the setting that helps.

The client's own text is not told on: it may quote keys and arguments.
"""

import re
from collections.abc import Sequence
from typing import Any

import redis

# CLIENT as a whole is dangerous to Redis 6.2, and so is CLUSTER.
_BOLEH = (
    "~antrean:v1:* &* +@all -@admin -@dangerous +info +config|get +client|id +client|tracking +cluster|slots "
    "+cluster|nodes"
)
_KATEGORI = (
    f"Make a user for antrean alone, `ACL SETUSER antrean on >PASSWORD {_BOLEH}`, keep it with `ACL SAVE` or in the "
    "configuration file (of every node of a cluster), and name it in REDIS_URL; others who share its user now keep "
    "theirs"
)
_KLASTER = (
    "REDIS_URL leads to a node of a Redis Cluster (cluster-enabled yes) as if it were one server. Write "
    "`redis+cluster://` in place of `redis://` (`rediss+cluster://` of `rediss://`), with several of its nodes: "
    "redis+cluster://host1:6379,host2:6379,host3:6379"
)
_BUKAN_KLASTER = (
    "REDIS_URL begins with redis+cluster:// (or rediss+cluster://), and leads to a server that is no node of a Redis "
    "Cluster (cluster-enabled no). Write redis://HOST:PORT/0 (rediss:// with TLS), or name nodes of the cluster"
)
_PERINTAH = re.compile(r"run the '([a-z0-9|_-]+)' command|unknown command [`']([A-Za-z0-9|_-]+)['`]")
_TANYA = """
if not redis.acl_check_cmd then return {} end
local tolak = {}
for _, perintah in ipairs(ARGV) do
  if not redis.acl_check_cmd(perintah, KEYS[1]) then tolak[#tolak + 1] = perintah end
end
return tolak
"""


def sebab(error: Exception) -> str:
    """What is set up otherwise than we need it, and what helps; empty where the error says nothing of the kind."""
    teks = str(error)
    if isinstance(error, redis.exceptions.ResponseError):
        return _ditolak(error, teks)
    if isinstance(error, redis.exceptions.AuthenticationError | redis.exceptions.AuthorizationError):
        return _login(teks)
    return _tls(teks)


def tidak_boleh(client: Any, commands: Sequence[str], key: str) -> str:
    """Which of these commands the user may not run, as a sentence; empty where all may be run, or where the server
    cannot say so (before Redis 7). A script that is stopped halfway would have written half.

    Raises:
        redis.RedisError: what the client raises.
    """
    tolak = client.register_script(_TANYA)([key], commands)  # by EVALSHA, as our scripts
    return f"Redis does not let its user run {', '.join(tolak)}. {_KATEGORI}" if tolak else ""


def _ditolak(error: redis.exceptions.ResponseError, teks: str) -> str:
    if isinstance(error, redis.exceptions.AskError | redis.exceptions.ClusterDownError):  # MOVED is an ASK to it
        return "" if isinstance(error, redis.exceptions.MasterDownError) else _KLASTER
    if "cluster support disabled" in teks:
        return _BUKAN_KLASTER
    if teks.startswith(("SELECT is not allowed in cluster mode", "CROSSSLOT", "Keys in request don't hash")):
        return _KLASTER
    if "one of the keys" in teks or "access a key" in teks or "access at least one of the keys" in teks:
        return f"Redis does not let its user touch our keys, antrean:v1:…. {_KATEGORI}"
    if "channel" in teks and isinstance(error, redis.exceptions.NoPermissionError):
        return f"Redis does not let its user hear of changed keys (channels). {_KATEGORI}"
    if "executing the script can't run" in teks:
        return f"Redis does not let its user run a command of our scripts. {_KATEGORI}"
    if teks.startswith("DB index is out of range") or teks.startswith("invalid DB index"):
        return "REDIS_URL names a database after the last / that this Redis does not have. Leave it out, or name 0"
    if "protected mode" in teks:
        return (
            "Redis is in protected mode and takes nobody from another machine. Give it a password (`requirepass`, and "
            "in REDIS_URL redis://:<password>@…) and the addresses it is to listen on (`bind`)"
        )
    if perintah := _PERINTAH.search(teks):
        nama = (perintah[1] or perintah[2]).upper().replace("|", " ")
        if perintah[2]:
            return (
                f"This Redis has no command {nama}. antrean needs it: look for `rename-command` in the server's "
                "configuration, or ask the provider; Redis 6.2 and newer and Valkey have it"
            )
        return f"Redis does not let its user run {nama}. {_KATEGORI}"
    return ""


def _login(teks: str) -> str:
    if teks.startswith(("HELLO must be called", "NOAUTH", "Authentication required")):
        return "Redis asks for a password, and REDIS_URL has none: redis://<user>:<password>@HOST:PORT, or redis://:<password>@…"
    return (
        "Redis does not take user and password of REDIS_URL. Look at `ACL LIST`, or `requirepass` (of every node of a "
        "cluster); in REDIS_URL what is neither letter nor digit is written as %XX"
    )


def _tls(teks: str) -> str:
    if "CERTIFICATE_REQUIRED" in teks:
        return (
            "Redis asks for a certificate of ours (tls-auth-clients yes). Add ?ssl_certfile=…&ssl_keyfile=… to "
            "REDIS_URL, or set tls-auth-clients no in the server"
        )
    if "CERTIFICATE_VERIFY_FAILED" not in teks:
        if "WRONG_VERSION_NUMBER" in teks:
            return "REDIS_URL begins with rediss, and the server does not speak TLS there: look at port and tls-port"
        return ""
    if "mismatch" in teks or "not valid for" in teks:
        return (
            "The certificate of Redis is for another name than REDIS_URL has, or than a node of a cluster has in "
            "`CLUSTER SLOTS` (cluster-announce-hostname, cluster-preferred-endpoint-type). Use the name of the "
            "certificate there; ANTREAN_REDIS_TLS_VERIFY=no looks at no certificate, and trusts whoever answers"
        )
    if "expired" in teks:
        return "The certificate of Redis has expired. Renew it there (tls-cert-file)"
    return (
        "The certificate of Redis is signed by nobody whom this machine knows. Add ?ssl_ca_certs=/path/ca.pem to "
        "REDIS_URL with the certificate of its authority (of a self-signed one, itself); ANTREAN_REDIS_TLS_VERIFY=no "
        "looks at no certificate, and trusts whoever answers"
    )
