"""Pages that only a browser fills: where it is found, how it is driven and ended. Nothing here is imported before a
page needs it, but for what says whether there is a browser at all.
"""
