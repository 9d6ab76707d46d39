"""What the hospital tells BPJS: the other half of Antrean Online. Nothing of the core knows it."""
