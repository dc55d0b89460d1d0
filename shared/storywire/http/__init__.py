"""What every HTTP service shares: routes, problem documents, tokens, health, OpenAPI."""
