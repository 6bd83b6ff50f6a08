"""Finding the few memories that matter: candidates, ranking, evaluation."""
