"""How right an extraction is, on pages with known answers. The program is benchmarks/extraction.py."""
