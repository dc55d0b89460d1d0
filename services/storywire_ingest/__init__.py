"""storywire ingest: everything that comes in becomes an article event in the log, once.

Consumes: sources it polls (RSS, Atom, JSON Feed), `POST /v1/articles`, files, retractions.
Publishes: `article.ingested` and `article.retracted` on `article-ingested`, keyed by edition.
Alone writes: the sources and the revisions of articles (storywire.ports.sources).

It alone looks at the clock: it stamps `ingested_at`, clips `published_at` to 5 minutes after it
and marks backfill. It gives each article its id, revision and edition; the edition is fixed when
the article is first seen. Whatever is answered `accepted` is in the log; one call's articles and
what is remembered of them are written together or not at all.
"""
