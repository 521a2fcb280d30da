"""Whether a dataset is what it says: files by the manifest, lines by the record, pointers into archives, doubles."""
