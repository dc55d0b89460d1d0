"""attach: puts each article into the story it belongs to, and says why.

Consumes `article-ingested` (key: edition), publishes `story-membership` (key: story_id) and alone
writes the MembershipStore. One writer per edition; the same log gives the same stories.
"""
