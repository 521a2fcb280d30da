"""What a record becomes in the forms of other programs; what of a dataset is wanted; what is in it."""
