"""The only door to the outside: who may see what, with a reason, and the types that hold what was let out."""
