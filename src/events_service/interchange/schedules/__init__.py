"""Schedules as frab and its kin exchange them, in XML and in JSON: a Programme out of their bytes, and back."""
