"""Searching what is stored, and searches that are kept."""



