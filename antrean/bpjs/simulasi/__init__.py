"""A BPJS to try against: the seventeen services, with the rules and the words that are known of the real one."""

LAYANAN = "/antreanrs"
CONTOH = {"cons_id": "12345", "secret": "contoh-rahasia", "user_key": "contoh-kunci"}
"""Who may come in, where nobody says otherwise."""
