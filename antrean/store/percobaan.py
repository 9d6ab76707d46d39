"""Wrong logins, counted with the `limits` library in the store that we have.

Flask-Limiter, which stands on the same library, would ask the store before every `/token` and count after the answer
is made, where a store that does not answer can no longer be told; and it would have views talk to Redis.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from antrean.domain.batas import Batas
from antrean.keys import PERCOBAAN, PREFIX, Keys
from antrean.store.connection import Connection

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import FixedWindowRateLimiter


class PercobaanStore:
    """Counts by whom and from where: a digest that the caller makes of both.

    The window begins with the first wrong login and is timed by the server, so that no clock of ours can stretch it.
    One that is stretched because the server's own clock went back begins again.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def _limiter(self) -> "FixedWindowRateLimiter":
        # Imported only here: most commands never need it.
        from limits.storage import RedisStorage
        from limits.strategies import FixedWindowRateLimiter

        # With a pool only the address's scheme counts, whatever REDIS_URL has.
        pool = self._connection.client.connection_pool
        return FixedWindowRateLimiter(RedisStorage("redis://", connection_pool=pool, key_prefix=PREFIX))

    def tunggu(self, kode_rs: str | None, siapa: str, batas: Batas) -> int:
        """Seconds until another attempt may be made; 0 where one may be made now.

        Args:
            kode_rs: the hospital whose username it is; None for a username that is nobody's.

        Raises:
            StoreUnavailable: no answer.
        """
        limit = _limit(kode_rs, batas)
        if self._connection.read(lambda _: self._limiter.test(limit, siapa)):
            return 0
        key, window = f"{PREFIX}:{limit.key_for(siapa)}", limit.get_expiry()
        left = int(self._connection.read(lambda client: client.ttl(key)))
        if left > window:  # the server's clock went back
            left = window
            self._connection.read(lambda client: client.expire(key, window))
        return max(left, 1)

    def gagal(self, kode_rs: str | None, siapa: str, batas: Batas) -> int:
        """Count one; seconds until another may be made, as ``tunggu``.

        Raises:
            StoreUnavailable: no answer; it may have been counted.
        """
        limit = _limit(kode_rs, batas)
        self._connection.read(lambda _: self._limiter.hit(limit, siapa))
        return self.tunggu(kode_rs, siapa, batas)


def _limit(kode_rs: str | None, batas: Batas) -> "RateLimitItem":
    from limits import RateLimitItemPerMinute

    key = Keys(kode_rs).percobaan if kode_rs else PERCOBAAN
    return RateLimitItemPerMinute(batas.kali, batas.menit, namespace=key.removeprefix(f"{PREFIX}:"))
