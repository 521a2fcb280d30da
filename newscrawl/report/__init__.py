"""What a run says of itself: figures, the live display, the summary."""
