"""What an article is about: the topics of the press office, as data, and the engine that tags.

Topics are files in `rules/`, checked when loaded (`topics.ruleset`); an article's fields are
brought to one spelling (`topics.normalise`) and matched (`topics.tagger`). Everything here is a
pure function of the rules and the text, so that a change of rules re-tags a whole archive.
"""
