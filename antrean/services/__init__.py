"""The rules that need no storage, around the decisions of the store. Knows neither Flask nor Redis."""
