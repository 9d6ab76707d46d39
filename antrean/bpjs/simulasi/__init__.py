"""A BPJS to try against: the seventeen services, with the rules and the words that are known of the real one."""
