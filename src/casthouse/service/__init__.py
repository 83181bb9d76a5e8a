"""Use cases: one function each, which authorises, loads, lets the domain decide, appends and returns."""
