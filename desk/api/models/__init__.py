"""What the API takes and gives, with a description of every field."""
