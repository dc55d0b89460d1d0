"""What a service needs from the outside: Protocols of at most four methods, one file a field.

Every port has an SQLite adapter, which is the default and the reference; the tests in
`tests/contract` say what each promises.
"""
