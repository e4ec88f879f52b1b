"""What the notebooks share: plots in the colours of the project, and exercises that say what is wrong in an answer.

Each notebook's exercises are in the module of its name. They stand here and not in the notebooks since a check gives the answer
away; who is curious may look, and who writes an exercise will.
"""
