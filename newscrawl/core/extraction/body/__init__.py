"""From a page to its main text, paragraph by paragraph."""
