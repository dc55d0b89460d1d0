"""Timeline: turns step n of a story's membership into version n of the story.

Consumes `story-membership` (key: story_id), publishes `story-updated` (what changed, how much it
matters, and the snapshot) and `story-state` (the snapshot). Alone writes the StoryStore.

It promises: one step is one version, always, even when its input became a dead letter; a step
handled again gives the same bytes; a step that comes before its turn waits. Events of one batch
(k of n, the closing one included) are one step, made when the last of them is here.
"""
