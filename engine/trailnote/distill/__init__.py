"""Events become memories: commits, executions, failures, rules, handoffs."""
