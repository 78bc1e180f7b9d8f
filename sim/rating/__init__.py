"""People rate talks in the browser, by the rubric of the judges and without knowing the bot."""
