"""Made-up pages in the form that a widespread kind of WordPress theme gives a news article."""
