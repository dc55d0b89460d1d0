"""What attaching spends its time in: compiled where that could be built, else plain, in numpy."""

from storywire.domain.attach import against, duplicates, postings

try:
    from storywire.domain.attach.compiled import duplicates as c_duplicates
    from storywire.domain.attach.compiled import likeness as c_likeness
    from storywire.domain.attach.compiled import postings as c_postings
except ImportError:
    COMPILED = False
    Postings: type[postings.PlainPostings] = postings.PlainPostings
    compare, sketch_of = against.compare, duplicates.sketch_of
else:
    COMPILED = True
    Postings = c_postings.Postings
    compare, sketch_of = c_likeness.compare, c_duplicates.sketch_of
