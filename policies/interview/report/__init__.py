"""What a clinician gets: findings with their evidence, as JSON, Markdown and a page to print."""
