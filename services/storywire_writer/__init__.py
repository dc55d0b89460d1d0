"""The writer: an editor that is a program. It rewords stories by a language model, where it may."""
