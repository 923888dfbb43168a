"""What the rules say of amounts, in closed form: written from the text of the rules, not from the engine's code.

Everything here is about integers of minor units, plain or symbolic. An answer is a tuple: a refusal's code and its
figures, or the amounts decided. Nothing here calls the engine, not even for a sum.
"""
