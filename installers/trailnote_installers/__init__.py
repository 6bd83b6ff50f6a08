"""Wires Trailnote into coding agents and takes it out again."""
