"""Their schedule, patients and closed days, as ours."""
