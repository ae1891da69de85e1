"""Every transaction on documents, their content and the rights on them."""
