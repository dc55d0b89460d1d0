"""Every port on SQLite: the default, the reference, and (as `:memory:`) the tests' double."""
