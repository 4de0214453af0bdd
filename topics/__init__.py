"""What an article is about: the topics of the press office, as data, and the engine that tags.

Topics are files in `rules/`, checked when loaded (`topics.rulefile`, `topics.ruleset`). An
article's fields are brought to one spelling (`topics.normalise`), every phrase is found in one pass
(`topics.scan`), each topic weighs what was found (`topics.judge`), and `topics.tagger` decides.
Everything here is a pure function of the rules and the text, so that a change of rules re-tags a
whole archive.
"""
