"""The connector against a real MariaDB that holds a sample hospital in SIMRS-Khanza's form and in mLITE's."""
