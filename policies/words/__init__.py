"""Words in and out of every policy: hearing a person's, choosing a book's, sifting a model's."""
