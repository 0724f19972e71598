"""The recipe: the only package that knows every stage. Data goes one way; stages do not call each other."""
