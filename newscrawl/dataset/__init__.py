"""What a run leaves on disk: shards of whole lines, their manifest, and the way back after a crash."""
