"""What publishers say of the use of their texts, by every machine-readable signal there is, and what follows."""
