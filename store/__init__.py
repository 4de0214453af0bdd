"""What is kept: the database's tables, writing to them and reading from them. Only here is SQL."""
