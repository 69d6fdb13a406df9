"""The console: pages for people, over the same questions and the same write path as the API."""
