"""The web service: story pages, the reading half of the JSON API, and feeds out.

Consumes `story-updated` (group `web`) into a read model of its own and publishes nothing. The
read model keeps the greatest version of each story and every version's bytes; it can be thrown
away and made again from the topic. Pages and API are open to read and never write.
"""
