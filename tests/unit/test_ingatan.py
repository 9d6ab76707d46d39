"""What is remembered stays bounded, whoever brings how many."""

import threading

from antrean.services.ingatan import Ingatan


def test_the_first_that_was_told_is_forgotten_first_and_who_is_told_again_is_the_newest() -> None:
    ingatan: Ingatan[str, int] = Ingatan(3)
    for ke, nama in enumerate("abcad"):
        ingatan.ingat(nama, ke)
    assert {nama: ingatan.get(nama) for nama in "abcd"} == {"a": 3, "b": None, "c": 2, "d": 4}
    assert len(ingatan) == 3


def test_what_is_forgotten_is_not_known() -> None:
    ingatan: Ingatan[str, int] = Ingatan()
    ingatan.ingat("a", 1)
    ingatan.lupakan("a")
    ingatan.lupakan("never told")
    assert "a" not in ingatan
    assert not len(ingatan)


def test_many_threads_leave_as_many_as_there_may_be() -> None:
    ingatan: Ingatan[tuple[int, int], int] = Ingatan(10)

    def tell(who: int) -> None:
        for ke in range(2_000):
            ingatan.ingat((who, ke), ke)
            ingatan.lupakan((who, ke - 1))

    threads = [threading.Thread(target=tell, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= len(ingatan) <= 10
