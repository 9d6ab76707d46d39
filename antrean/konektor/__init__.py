"""The hospital's own system beside this one, SIMRS-Khanza or mLITE, and both books kept one. Nothing of the core knows
this room."""
