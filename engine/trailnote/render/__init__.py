"""What a reader sees: the brief, managed text, diffs, reports."""
