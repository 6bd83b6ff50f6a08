"""The memory of coding agents: records what happened, and tells the next session what matters."""

__version__ = "0.1.0"
