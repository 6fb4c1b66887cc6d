"""Measures swiftplay beside its peers and beside the least that is possible, on hosts made for it."""
