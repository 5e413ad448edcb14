package dev.alpnmux.cli.probe;

/** A check and what it has found. */
record Finding(Check check, Outcome outcome) {}
