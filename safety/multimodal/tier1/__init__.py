"""The first look at a picture, on every machine: the words on it, and whether somebody is naked."""
