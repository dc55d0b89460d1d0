"""What `postings` and `against` do, compiled. Absent where an installation could not build it."""
