"""A dataset in the forms of other programs, and the card beside it."""
