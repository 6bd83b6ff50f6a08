"""Rules: what was learned more than once, said once.

`compare` tells whether two statements are one rule, contradict each other, or speak of different things.
"""
