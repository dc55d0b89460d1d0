"""Attaching: tokens, the index of open stories, and the decision to join one or open one."""
