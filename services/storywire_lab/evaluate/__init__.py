"""Scores of each part of the wire on labelled data, which is read in place and never kept."""
